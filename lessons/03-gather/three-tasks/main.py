import asyncio
import time


async def task(name, seconds):
    """Take some time, print both ends, return a result."""
    print(name, "starts")
    await asyncio.sleep(seconds)
    print(name, "done")
    return "result of " + name


async def main():
    jobs = [
        ("A", 2),
        ("B", 1),
        ("C", 3),
    ]
    print("waiting for", len(jobs), "tasks")
    start = time.monotonic()

    results = await asyncio.gather(
        *(task(name, seconds) for name, seconds in jobs)
    )

    for result in results:
        print(result)
    print(f"took {time.monotonic() - start:.0f}s")


asyncio.run(main())
