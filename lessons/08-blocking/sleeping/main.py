import asyncio
import time


async def bad():
    """Wait for a second, and keep the thread."""
    time.sleep(1)


async def good():
    """Wait for a second, and give up the thread."""
    await asyncio.sleep(1)


async def three(name, wait):
    """Run wait in three tasks, and print how long
    all of it takes."""
    start = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(wait())
    print(f"{name}: {time.monotonic() - start:.1f}s")


async def main():
    print("three waits of a second each")
    await three("bad", bad)
    await three("good", good)


asyncio.run(main())
