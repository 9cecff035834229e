import asyncio
import time

limit = 4  # requests under way at a time

# How long the server takes over each page, in milliseconds.
delays = {
    "/accra": 1000, "/cairo": 400, "/dakar": 2000, "/delhi": 1800, "/lima": 200,
    "/oslo": 800, "/paris": 1600, "/quito": 1400, "/seoul": 600, "/tokyo": 1200,
}


async def serve(path):
    """Answers a request once the delay of its page is over."""
    ms = delays[path]
    await asyncio.sleep(ms / 1000)
    return f"{ms} ms"


async def get(path):
    """Returns the text of a page. With aiohttp, a socket would be in between."""
    return await serve(path)


async def show(path, slots):
    try:
        text = await get(path)
        print("    got", path, "after", text)
    finally:
        slots.release()  # give it back, whatever happens


async def main():
    print("asking for", len(delays), "pages,", limit, "at a time")
    start = time.monotonic()

    slots = asyncio.Semaphore(limit)
    tasks = []
    for path in sorted(delays):
        await slots.acquire()  # take a slot: waits here while all are taken
        print("ask", path)
        tasks.append(asyncio.create_task(show(path, slots)))
    await asyncio.gather(*tasks)

    print(f"took {time.monotonic() - start:.0f}s")


asyncio.run(main())
