import asyncio
import time


def add(a, b):
    return a + b


async def add_async(a, b):
    return a + b


def measure(n, f):
    """Call f n times, and return what one call takes,
    in nanoseconds."""
    start = time.perf_counter_ns()
    for _ in range(n):
        f()
    return (time.perf_counter_ns() - start) / n


async def measure_async(n, f):
    """Do the same, and await what f returns."""
    start = time.perf_counter_ns()
    for _ in range(n):
        await f()
    return (time.perf_counter_ns() - start) / n


async def costs():
    plain = measure(100_000, lambda: add(1, 2))
    print(f"plain call: {plain:.0f} ns")

    awaited = await measure_async(
        100_000, lambda: add_async(1, 2)
    )
    print(f"await: {awaited:.0f} ns")

    started = await measure_async(
        10_000, lambda: asyncio.create_task(add_async(1, 2))
    )
    print(f"a new task: {started:.0f} ns")
    print(f"that is {started / plain:.0f} plain calls")


async def wait():
    await asyncio.sleep(0.2)


async def in_turn(n):
    start = time.perf_counter()
    for _ in range(n):
        await wait()
    took = round((time.perf_counter() - start) * 5) * 200
    print(f"{n} waits, in turn: {took}ms")


async def at_once(n):
    start = time.perf_counter()
    await asyncio.gather(*(wait() for _ in range(n)))
    took = round((time.perf_counter() - start) * 5) * 200
    print(f"{n} waits, at once: {took}ms")


async def main():
    await costs()
    await in_turn(3)
    await at_once(3)


asyncio.run(main())
