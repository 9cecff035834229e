import asyncio
import time

start = time.monotonic()


def say(what):
    """Prints an event, with the time since the start, to the half second."""
    passed = round((time.monotonic() - start) * 2) / 2
    print(f"{passed:.1f} s  {what}")


async def query(name, wait):
    """The same function as before, to the letter."""
    await asyncio.sleep(wait)
    say(name + " answered")


async def main():
    queries = [
        ("profile", 0.5),
        ("orders", 1.5),
        ("reviews", 1.0),
    ]

    tasks = []
    for name, wait in queries:
        say(name + " asked")
        tasks.append(asyncio.create_task(query(name, wait)))  # a task of its own
    for task in tasks:
        await task  # until all three have returned

    say("page ready")


asyncio.run(main())
