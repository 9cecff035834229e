import asyncio


async def main():
    print("hello")
    await asyncio.sleep(1)
    print("hello again, a second later")


asyncio.run(main())
