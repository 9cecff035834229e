import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


async def heartbeat():
    """Print a line every half second, six times."""
    for beat in range(1, 7):
        due = start + beat * 0.5
        # Returns at once if that time is past.
        await asyncio.sleep(due - time.monotonic())
        say(f"beat {beat}")


async def crunch(limit):
    """Compute, for as long as told, in pieces of 10 ms."""
    n = 0
    begin = time.monotonic()
    while time.monotonic() - begin < limit:
        n += work(0.01)
        # Lets the others have the thread.
        await asyncio.sleep(0)
    return n


def work(limit):
    """Compute, for as long as told."""
    n = 0
    begin = time.monotonic()
    while time.monotonic() - begin < limit:
        n += 1
    return n


async def main():
    say("start")
    beats = asyncio.create_task(heartbeat())

    await asyncio.sleep(1.1)
    say("crunching")
    await crunch(1.5)
    say("crunched")

    await beats


asyncio.run(main())
