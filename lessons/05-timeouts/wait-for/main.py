import asyncio
import time


async def download(name, chunks):
    """Fetch a file of so many chunks, 1.1 s each."""
    print(name, "opened")
    try:
        for chunk in range(1, chunks + 1):
            await asyncio.sleep(1.1)
            print(name, "chunk", chunk)
        return f"{name} file"
    except asyncio.CancelledError:
        print(name, "told to stop")
        # Without this line wait_for sees no cancellation.
        raise
    finally:
        # Runs however download ends: say, to delete a
        # temporary file.
        await asyncio.sleep(1)
        print(name, "closed")


async def main():
    for name, chunks in [("small", 1), ("large", 9)]:
        start = time.monotonic()
        try:
            result = await asyncio.wait_for(
                download(name, chunks), timeout=5
            )
        except TimeoutError:
            result = "timeout"
        took = round(time.monotonic() - start)
        print(f"= {result} after {took}s")


asyncio.run(main())
