import asyncio


async def other():
    print("other runs")


async def main():
    answer = asyncio.get_running_loop().create_future()
    answer.set_result(42)
    task = asyncio.create_task(other())

    print("answer:", await answer)
    print("main still runs")
    await task
    print("main ends")


asyncio.run(main())
