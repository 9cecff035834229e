import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


async def fetch(name, delay):
    """Stand for a request to a slow server."""
    await asyncio.sleep(delay)
    return name, round(delay * 1000)


async def main():
    sites = [
        ("archive", 2.0),
        ("news", 0.5),
        ("weather", 1.5),
        ("maps", 1.0),
    ]

    tasks = []
    for name, delay in sites:
        say("request " + name)
        task = asyncio.create_task(fetch(name, delay))
        tasks.append(task)

    total = 0
    done = 0
    for earliest in asyncio.as_completed(tasks):
        # Whichever is next.
        name, size = await earliest
        total += size
        done += 1
        say(
            f"{done}/{len(sites)} {name},"
            f" {total} bytes so far"
        )


asyncio.run(main())
