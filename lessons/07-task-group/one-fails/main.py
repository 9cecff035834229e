import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


class SoldOut(Exception):
    pass


async def book(what, delay):
    """Wait for a supplier, unless told to stop."""
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        say(what + " stopping")
        # Withdrawing the request takes a while.
        await asyncio.sleep(0.5)
        say(what + " stopped")
        raise
    if what == "flight":
        say(what + " fails")
        raise SoldOut(f"{what}: sold out")
    say(what + " booked")


async def main():
    say("booking a trip")
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(book("hotel", 0.5))
            group.create_task(book("flight", 1.0))
            group.create_task(book("car", 2.0))
        say("all booked")
    except* SoldOut as failed:
        for error in failed.exceptions:
            say(f"no trip: {error}")


asyncio.run(main())
