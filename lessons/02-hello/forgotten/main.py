import asyncio


async def greet(name):
    """Take a second, as things worth waiting for do."""
    await asyncio.sleep(1)
    print("hello,", name)


async def main():
    print("main begins")
    greet("Ada")
    print("main ends")


asyncio.run(main())
