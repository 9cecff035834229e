import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor

JOBS = 8
# How many numbers a job starts from.
SIZE = 15_000

WORKERS = os.cpu_count()


def steps(n):
    """Halve the even, take 3n+1 of the odd, and count
    the way down to 1."""
    count = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count


def longest_chain(job):
    """Do one job: compute, and never wait."""
    numbers = range(job * SIZE + 1, (job + 1) * SIZE + 1)
    return max(steps(n) for n in numbers)


async def in_turn():
    return max(longest_chain(job) for job in range(JOBS))


async def in_pool():
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(WORKERS) as pool:
        results = [
            loop.run_in_executor(pool, longest_chain, job)
            for job in range(JOBS)
        ]
        return max(await asyncio.gather(*results))


async def measure(name, run):
    """Print what run finds, and return how long
    it takes."""
    start = time.perf_counter()
    longest = await run
    took = (time.perf_counter() - start) * 1000
    print(f"{name}: longest chain {longest}, {took:.0f} ms")
    return took


async def main():
    print(f"{JOBS} jobs, workers: {WORKERS}")
    turn = await measure("in turn", in_turn())
    pool = await measure("in a pool", in_pool())
    print(f"speed-up: {turn / pool:.1f}")


asyncio.run(main())
