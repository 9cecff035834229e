import asyncio
import os
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import ThreadPoolExecutor

JOBS = 8
# How many numbers a job starts from.
SIZE = 15_000


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


async def measure(name, pool):
    """Give all jobs to a pool, and print how long
    they take."""
    start = time.perf_counter()
    loop = asyncio.get_running_loop()
    with pool:
        results = [
            loop.run_in_executor(pool, longest_chain, job)
            for job in range(JOBS)
        ]
        longest = max(await asyncio.gather(*results))
    took = (time.perf_counter() - start) * 1000
    print(f"{name}: longest chain {longest}, {took:.0f} ms")


async def main():
    workers = os.cpu_count()
    print(f"{JOBS} jobs, at once: {workers}")
    await measure("threads", ThreadPoolExecutor(workers))
    await measure("processes", ProcessPoolExecutor(workers))


if __name__ == "__main__":
    asyncio.run(main())
