import asyncio
import re
import time
from fnmatch import fnmatch
from http import HTTPStatus
from urllib.parse import urldefrag, urljoin

MAX_DEPTH = 3  # clicks away from the first page
MAX_OPEN = 4  # requests at once
GAP = 0.02  # seconds from one request to the next
PATIENCE = 1  # seconds with any one page

ADDRESS = "http://site.test"


class Crawler:
    """Reads the pages of one site without being a burden to it."""

    def __init__(self):
        self.slots = asyncio.Semaphore(MAX_OPEN)
        self.next = 0.0  # when the next request may start

    async def crawl(self, first):
        """Visit all that the first page leads to, level by level."""
        start, read = time.perf_counter(), 0
        level, seen = [first], {first}
        for depth in range(MAX_DEPTH + 1):
            print(f"depth {depth}: {len(level)} to visit")
            results = await asyncio.gather(*(self.visit(path) for path in level))
            found = []
            for path, (links, error) in zip(level, results):
                if error:
                    print(f"  {path}: {error}")
                    continue
                read += 1
                for link in links:
                    if link not in seen:
                        seen.add(link)
                        found.append(link)
            level = found
            if not level:
                break
        took = time.perf_counter() - start
        print(f"read {read} of {len(seen)}, {len(level)} too deep, in {took:.1f}s")

    async def visit(self, path):
        """Wait for a slot and a turn, then get the page, but not for ever."""
        async with self.slots:
            await self.turn()
            try:
                async with asyncio.timeout(PATIENCE):
                    return await self.get(path), None
            except TimeoutError:
                return [], f"no answer in {PATIENCE}s"
            except OSError as error:
                return [], error

    async def turn(self):
        now = time.monotonic()
        self.next = max(now, self.next + GAP)  # no await in between: no lock
        await asyncio.sleep(self.next - now)

    async def get(self, path):
        """Make one request, and return the page's links to its own site."""
        status, target, body = await respond(path)
        if status >= 400:
            raise OSError(f"{status} {HTTPStatus(status).phrase}")

        hrefs = [target] if target else re.findall(r'href="([^"]*)"', body)
        links = [urldefrag(urljoin(ADDRESS + path, href)).url for href in hrefs]
        return [link.removeprefix(ADDRESS) for link in links if link.startswith(ADDRESS + "/")]


async def main():
    crawler = Crawler()
    await crawler.crawl("/")

    print("again, in a hurry")
    try:
        async with asyncio.timeout(0.8):
            await crawler.crawl("/")
    except TimeoutError:
        print("stopped: out of time")

    assert len(asyncio.all_tasks()) == 1  # this one: the others have been let go
    print("no request is open")


# What follows stands in for the other side: some forty pages, not all of them kind.

PAGES = {
    "/": "docs/ blog/ shop/ calendar/ old slow broken https://example.com/",
    "/docs/": "/ #top 1 2 3 4 5 6 7 8",
    "/docs/?": "./ ./#top",
    "/blog/": "/ ../ping 1 2 3 4 5 6 7 8 9",
    "/blog/?": "./ ../",
    "/shop/": "/ ../cart a b c d e f",
    "/shop/?": "./ ../cart",
    "/calendar/*": "next/",  # which has a next, which has a next
}
REDIRECTS = {"/old": "/docs/", "/ping": "/pong", "/pong": "/ping"}


async def respond(path):
    if path == "/slow":
        await asyncio.Event().wait()
    if path == "/broken":
        return 500, "", ""
    if path in REDIRECTS:
        return 302, REDIRECTS[path], ""
    for pattern, links in PAGES.items():
        if fnmatch(path, pattern):
            await asyncio.sleep(0.1)
            return 200, "", "".join(f'<a href="{link}">{link}</a>\n' for link in links.split())
    return 404, "", ""


asyncio.run(main())
