import asyncio


async def greet(name):
    """Takes a moment, as anything worth waiting for does."""
    await asyncio.sleep(1)
    print("hello,", name)


async def main():
    print("main begins")
    greet("Ada")  # makes a coroutine, and never starts it
    print("main ends")


asyncio.run(main())
