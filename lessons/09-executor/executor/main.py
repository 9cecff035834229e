import asyncio
import os
import time
from concurrent.futures import ThreadPoolExecutor

SIZE = 15_000  # starting numbers in a job


def steps(n):
    """Halve the even, take 3n+1 of the odd, and count the way down to 1."""
    count = 0
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        count += 1
    return count


def longest_chain(job):
    """Do one job: only compute, and never wait."""
    return max(steps(n) for n in range(job * SIZE + 1, (job + 1) * SIZE + 1))


async def in_turn(jobs):
    return max(longest_chain(job) for job in range(jobs))  # the loop stands still


async def in_pool(jobs, workers):
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(workers) as pool:
        results = [loop.run_in_executor(pool, longest_chain, job) for job in range(jobs)]
        return max(await asyncio.gather(*results))  # the loop goes on meanwhile


async def measure(name, run):
    """Say what run found, and return how long it took."""
    start = time.perf_counter()
    longest = await run
    took = time.perf_counter() - start
    print(f"{name}: longest chain {longest}, {took * 1000:.0f} ms")
    return took


async def main():
    jobs, workers = 8, os.cpu_count()
    print(f"{jobs} jobs, workers: {workers}")

    turn = await measure("in turn", in_turn(jobs))
    pool = await measure("in a pool", in_pool(jobs, workers))
    print(f"speed-up: {turn / pool:.1f}")


if __name__ == "__main__":
    asyncio.run(main())
