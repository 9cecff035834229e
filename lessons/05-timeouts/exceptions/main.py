import asyncio


class NoUser(Exception):
    pass


async def fetch(id):
    """Stand for a request that works, fails or breaks."""
    await asyncio.sleep(id * 0.2)
    if id == 2:
        raise NoUser(f"user {id}: no such user")
    if id == 3:
        raise RuntimeError("bug: user 3 has no name")
    return f"user {id}"


async def main():
    tasks = [
        asyncio.create_task(fetch(id)) for id in (1, 2, 3)
    ]
    print("three started")
    await asyncio.sleep(1)
    print("a second later")

    for task in tasks:
        try:
            print("got:", await task)
        except NoUser as error:
            print("not found:", error)
        except Exception as error:
            print("failed:", error)


asyncio.run(main())
