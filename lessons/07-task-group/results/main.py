import asyncio
import time

start = time.monotonic()


def say(text):
    """Print a line with the time since the start, to the
    half second."""
    at = round((time.monotonic() - start) * 2) / 2
    print(f"{at:.1f}s {text}")


async def offer(eur, delay):
    """Wait for the price of one part of the trip."""
    await asyncio.sleep(delay)
    return eur


async def main():
    say("three offers, please")
    async with asyncio.TaskGroup() as group:
        hotel = group.create_task(offer(240, 1.0))
        flight = group.create_task(offer(310, 1.5))
        car = group.create_task(offer(90, 0.5))
    # All three have ended, and none of them has failed.
    total = hotel.result() + flight.result() + car.result()
    say(f"the trip costs {total}")


asyncio.run(main())
