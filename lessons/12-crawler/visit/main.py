import asyncio
import re
import time
from http import HTTPStatus

MAX_OPEN = 4
GAP = 0.02
PATIENCE = 1

slots = asyncio.Semaphore(MAX_OPEN)
# When the last request began, or will begin.
last = 0.0


async def tick():
    """Wait for a gap since the last request."""
    global last
    now = time.monotonic()
    # No await comes in between: this takes no lock.
    last = max(now, last + GAP)
    await asyncio.sleep(last - now)


async def visit(path):
    """Wait for a slot and a tick, then get the page."""
    async with slots:
        await tick()
        try:
            async with asyncio.timeout(PATIENCE):
                return await get(path), None
        except TimeoutError:
            return [], f"no answer in {PATIENCE}s"
        except OSError as error:
            return [], error


async def get(path):
    """Make one request, and return the page's links."""
    status, location, body = await respond(path)
    if status >= 400:
        phrase = HTTPStatus(status).phrase
        raise OSError(f"{status} {phrase}")
    if location:
        return [location]
    return re.findall(r'href="([^"]*)"', body)


async def visit_all(paths):
    """Visit pages, and print what came of it."""
    print(len(paths), "to visit")
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        visits = [
            group.create_task(visit(path)) for path in paths
        ]
    for path, task in zip(paths, visits):
        _, error = task.result()
        if error:
            print(f"  {path}: {error}")
    took = time.perf_counter() - start
    print(f"{len(paths)} visits in {took:.1f}s")


async def main():
    paths = ["/slow", "/broken", "/ping"]
    paths += [f"/page/{n + 1}" for n in range(20)]
    await visit_all(paths)

    print("again, in a hurry")
    try:
        async with asyncio.timeout(0.5):
            await visit_all(paths)
    except TimeoutError:
        print("stopped: out of time")

    # Only main is left.
    assert len(asyncio.all_tasks()) == 1
    print("no request is open")


async def respond(path):
    """Stand in for the other side: not all is kind."""
    if path == "/slow":
        # Until the client has given up.
        await asyncio.Event().wait()
    if path == "/broken":
        return 500, "", ""
    if path == "/ping":
        return 302, "/pong", ""
    if path == "/pong":
        return 302, "/ping", ""
    await asyncio.sleep(0.1)
    return 200, "", '<a href="/ping">ping</a>'


asyncio.run(main())
