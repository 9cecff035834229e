import asyncio
import time


def add(a, b):
    return a + b


async def add_async(a, b):
    return a + b


def cost(f):
    """Return what one f takes, in nanoseconds. Double the batch until a clock can see it."""
    n = 1
    while True:
        best = 3_600_000_000_000
        for _ in range(3):  # the quickest counts: something disturbed the others
            start = time.perf_counter_ns()
            for _ in range(n):
                f()
            best = min(best, time.perf_counter_ns() - start)
        if best > 5_000_000:
            return best / n
        n *= 2


async def cost_async(f):
    """The same again with an await in it, which a plain function cannot have."""
    n = 1
    while True:
        best = 3_600_000_000_000
        for _ in range(3):
            start = time.perf_counter_ns()
            for _ in range(n):
                await f()
            best = min(best, time.perf_counter_ns() - start)
        if best > 5_000_000:
            return best / n
        n *= 2


async def main():
    plain = cost(lambda: add(1, 2))
    print(f"plain call: {plain:.0f} ns")

    awaited = await cost_async(lambda: add_async(1, 2))
    print(f"await: {awaited:.0f} ns")

    started = await cost_async(lambda: asyncio.create_task(add_async(1, 2)))
    print(f"a new task: {started:.0f} ns")
    print(f"one task costs {started / plain:.0f} plain calls")

    start = time.perf_counter()
    for _ in range(3):
        await asyncio.sleep(0.2)
    print(f"3 waits, in turn: {round((time.perf_counter() - start) * 5) * 200}ms")

    start = time.perf_counter()
    await asyncio.gather(*(asyncio.sleep(0.2) for _ in range(3)))
    print(f"3 waits, at once: {round((time.perf_counter() - start) * 5) * 200}ms")


asyncio.run(main())
