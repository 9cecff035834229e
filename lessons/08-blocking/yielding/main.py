import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, rounded down to the
    half second: a machine that is a little late prints the same."""
    at = (time.monotonic() - start + 0.1) // 0.5 * 0.5
    print(f"{at:.1f}s {text}")


async def heartbeat():
    """Mean to print a line 0.5 s, 1.0 s, … 3.0 s after the start."""
    for beat in range(1, 7):
        due = start + beat * 0.5
        await asyncio.sleep(due - time.monotonic())  # at once if that is past
        say(f"beat {beat}")


async def crunch(limit):
    """Compute for as long as it is told, in pieces of 10 ms."""
    n = 0
    begin = time.monotonic()
    while time.monotonic() - begin < limit:
        piece = time.monotonic()
        while time.monotonic() - piece < 0.01:
            n += 1
        await asyncio.sleep(0)  # let the others have a turn
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
