import asyncio
import time

# How long the server takes over each page, in milliseconds.
delays = {
    "/accra": 1000, "/cairo": 400, "/dakar": 2000,
    "/delhi": 1800, "/lima": 200, "/oslo": 800,
    "/paris": 1600, "/quito": 1400, "/seoul": 600,
    "/tokyo": 1200,
}


async def serve(path):
    """Respond once the delay of the page is over."""
    await asyncio.sleep(delays[path] / 1000)
    return f"{delays[path]} ms"


async def get(path):
    """Return the text of a page."""
    return await serve(path)


async def show(path):
    text = await get(path)
    print("got", path, "after", text)


async def main():
    print(len(delays), "pages at once")
    start = time.monotonic()

    await asyncio.gather(
        *(show(path) for path in sorted(delays))
    )

    print(f"took {time.monotonic() - start:.0f}s")


asyncio.run(main())
