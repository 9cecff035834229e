import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


async def heartbeat():
    """Print a line every half second, twice."""
    for beat in range(1, 3):
        await asyncio.sleep(0.5)
        say(f"beat {beat}")


def download(name):
    """Return what was read when all is there."""
    time.sleep(1.5)
    return name + ".pdf"


async def main():
    say("three downloads")
    beats = asyncio.create_task(heartbeat())

    loop = asyncio.get_running_loop()
    calls = [
        loop.run_in_executor(None, download, name)
        for name in ("plan", "map", "bill")
    ]
    files = await asyncio.gather(*calls)
    await beats
    say(f"got [{' '.join(files)}]")


asyncio.run(main())
