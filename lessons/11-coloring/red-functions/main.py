import asyncio
import time

PRICES = {"tea": 3, "coffee": 4, "cake": 5}


def from_table(item):
    return PRICES[item]


async def from_network(item):
    """Wait, as the word async tells every caller."""
    await asyncio.sleep(0.2)
    return PRICES[item]


def total(cart, price):
    result = 0
    for item in cart:
        result += price(item)
    return result


async def total_async(cart, price):
    """Do the same, for a price that waits."""
    result = 0
    for item in cart:
        result += await price(item)
    return result


def took(start):
    """Return the time since start, in steps of 0.2 s."""
    steps = round((time.perf_counter() - start) * 5)
    return f"{steps / 5:.1f}s"


async def main():
    cart = ["tea", "coffee", "cake"]

    start = time.perf_counter()
    result = total(cart, from_table)
    print("table:", result, "in", took(start))

    start = time.perf_counter()
    result = await total_async(cart, from_network)
    print("network:", result, "in", took(start))

    start = time.perf_counter()
    found = [from_network(item) for item in cart]
    result = sum(await asyncio.gather(*found))
    print("network, at once:", result, "in", took(start))

    try:
        async with asyncio.timeout(0.3):
            await total_async(cart, from_network)
    except TimeoutError:
        print("network, 0.3s at most: gave up")


asyncio.run(main())
