import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


# What each page links to.
links = {
    "home": ["docs", "blog"],
    "docs": ["api"],
}

# How long each page takes to come.
delays = {
    "home": 0.5,
    "docs": 0.5,
    "blog": 1.0,
    "api": 1.0,
}


async def read(group, page):
    """Fetch a page and add its links to the group."""
    await asyncio.sleep(delays[page])
    say("read " + page)
    for link in links.get(page, []):
        group.create_task(read(group, link))


async def main():
    say("start at home")
    async with asyncio.TaskGroup() as group:
        group.create_task(read(group, "home"))
    # the end of the block
    say("all read")


asyncio.run(main())
