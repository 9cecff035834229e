import asyncio
import time

start = time.monotonic()


def say(what):
    """Prints an event, with the time since the start, to the half second."""
    passed = round((time.monotonic() - start) * 2) / 2
    print(f"{passed:.1f} s  {what}")


async def query(name, wait):
    """Stands for a question to some other machine: all it does is wait."""
    await asyncio.sleep(wait)
    say(name + " answered")


async def main():
    queries = [
        ("profile", 0.5),
        ("orders", 1.5),
        ("reviews", 1.0),
    ]

    for name, wait in queries:
        say(name + " asked")
        await query(name, wait)  # the next question has to wait for this answer

    say("page ready")


asyncio.run(main())
