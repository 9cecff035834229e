import asyncio
import time


async def fetch(name, delay):
    """Stand for a request to a server that takes its time."""
    await asyncio.sleep(delay)
    return name, round(delay * 1000)


async def main():
    start = time.monotonic()
    sites = [
        ("archive", 2.0),
        ("news", 0.5),
        ("weather", 1.5),
        ("maps", 1.0),
    ]

    tasks = []
    for name, delay in sites:
        print("fetching", name)
        tasks.append(asyncio.create_task(fetch(name, delay)))

    total = 0
    for n, earliest in enumerate(asyncio.as_completed(tasks)):
        name, size = await earliest  # whichever is next
        total += size
        took = round((time.monotonic() - start) * 2) / 2
        print(f"{took:.1f}s {n + 1}/{len(sites)} {name}, {total} bytes so far")


asyncio.run(main())
