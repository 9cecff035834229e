import asyncio


async def a():
    print("a calls b")
    await b()
    print("a is done")


async def b():
    print("b calls c")
    await c()
    print("b is done")


async def c():
    print("c waits")
    await asyncio.sleep(1)
    print("c is done")


async def other():
    """Run beside the chain, and not as part of it."""
    await asyncio.sleep(0.5)
    print("other runs")


async def main():
    task = asyncio.create_task(other())
    await a()
    await task


asyncio.run(main())
