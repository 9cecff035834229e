import asyncio
import time

PRICES = {"tea": 3, "coffee": 4, "cake": 5}


def from_table(item):
    return PRICES[item]


async def from_network(item):
    """Wait for the answer, as the word async tells every caller."""
    await asyncio.sleep(0.2)
    return PRICES[item]


def total(cart, price):
    amount = 0
    for item in cart:
        amount += price(item)
    return amount


async def total_async(cart, price):
    """The same again, for a price that waits."""
    amount = 0
    for item in cart:
        amount += await price(item)
    return amount


def took(start):
    return f"{round((time.perf_counter() - start) * 5) / 5:.1f}s"  # in steps of 0.2


async def main():
    cart = ["tea", "coffee", "cake"]

    start = time.perf_counter()
    print("table:", total(cart, from_table), "in", took(start))

    start = time.perf_counter()
    print("network:", await total_async(cart, from_network), "in", took(start))

    start = time.perf_counter()
    amount = sum(await asyncio.gather(*(from_network(item) for item in cart)))
    print("network, at once:", amount, "in", took(start))

    try:
        async with asyncio.timeout(0.3):  # nobody below has to know
            await total_async(cart, from_network)
    except TimeoutError:
        print("network, 0.3s at most: gave up")


asyncio.run(main())
