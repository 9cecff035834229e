import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


async def query(name, wait):
    """Do the same as before, to the letter."""
    await asyncio.sleep(wait)
    say(name + " arrived")


async def main():
    queries = [
        ("profile", 0.5),
        ("orders", 1.5),
        ("reviews", 1.0),
    ]

    tasks = []
    for name, wait in queries:
        say("request " + name)
        task = asyncio.create_task(query(name, wait))
        tasks.append(task)
    # Wait until all three have returned.
    for task in tasks:
        await task

    say("page ready")


asyncio.run(main())
