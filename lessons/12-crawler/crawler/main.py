import asyncio
import posixpath
import time

# How many clicks a page may be away from the first.
MAX_DEPTH = 3


async def crawl(first):
    """Visit all that a page leads to, level by level."""
    start, read = time.perf_counter(), 0
    level, seen = [first], {first}
    for depth in range(MAX_DEPTH + 1):
        print(f"depth {depth}: {len(level)} to visit")
        async with asyncio.TaskGroup() as group:
            visits = [
                group.create_task(visit(page))
                for page in level
            ]

        # No visit is under way any more.
        found = []
        for page, task in zip(level, visits):
            links, error = task.result()
            if error:
                print(f"  {page}: {error}")
                continue
            read += 1
            for link in links:
                if link not in seen:
                    seen.add(link)
                    found.append(link)
        level = found
    took = time.perf_counter() - start
    print(
        f"read {read} of {len(seen)}, "
        f"{len(level)} too deep, in {took:.1f}s"
    )


async def main():
    await crawl("/")

    print("again, in a hurry")
    try:
        async with asyncio.timeout(0.5):
            await crawl("/")
    except TimeoutError:
        print("stopped: out of time")


slots = asyncio.Semaphore(4)


async def visit(page):
    """Stand in for that of the first program: take
    a slot, and wait for the page."""
    async with slots:
        links, delay, error = look(page)
        await asyncio.sleep(delay)
        return links.split(), error


SITE = {
    "/": "/docs /blog /shop /diary /slow /broken",
    "/docs": "/ /docs/1 /docs/2 /docs/3 /docs/4 /docs/5",
    "/blog": "/ /docs /blog/1 /blog/2 /blog/3 /blog/4",
    "/shop": "/ /cart /shop/tea /shop/coffee /shop/cake",
}


def look(page):
    """Return what a page leads to, and how long
    it takes."""
    if page == "/slow":
        return "", 1, "no answer in 1s"
    if page == "/broken":
        return "", 0, "500 Internal Server Error"
    if page == "/cart":
        return "", 0, "404 Not Found"
    if page.startswith("/diary"):
        # One more day, and one more, and one more.
        return page + "/next", 0.1, None
    links = SITE.get(page, posixpath.dirname(page))
    return links, 0.1, None


asyncio.run(main())
