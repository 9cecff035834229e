import asyncio
import time

# How long the server takes over each page, in milliseconds.
delays = {
    "/accra": 1000, "/cairo": 400, "/dakar": 2000,
    "/delhi": 1800, "/lima": 200, "/oslo": 800,
    "/paris": 1600, "/quito": 1400, "/seoul": 600,
    "/tokyo": 1200,
}


def message(*lines):
    """Return the bytes of an HTTP message."""
    return "\r\n".join(lines).encode()


async def serve(reader, writer):
    """Respond once the delay of the page is over."""
    request = await reader.readuntil(b"\r\n\r\n")
    path = request.split()[1].decode()
    await asyncio.sleep(delays[path] / 1000)
    writer.write(message(
        "HTTP/1.1 200 OK", "Connection: close", "",
        f"{delays[path]} ms",
    ))
    await writer.drain()
    writer.close()


async def get(port, path):
    """Return the text of a page."""
    reader, writer = await asyncio.open_connection(
        "127.0.0.1", port
    )
    writer.write(message(
        f"GET {path} HTTP/1.1", "Host: 127.0.0.1",
        "Connection: close", "", "",
    ))
    # Until the server closes the connection.
    response = await reader.read()
    writer.close()
    return response.decode().split("\r\n\r\n")[1]


async def show(port, path):
    text = await get(port, path)
    print("got", path, "after", text)


async def main():
    server = await asyncio.start_server(
        serve, "127.0.0.1", 0
    )
    port = server.sockets[0].getsockname()[1]
    print(len(delays), "pages at once")
    start = time.monotonic()

    await asyncio.gather(
        *(show(port, path) for path in sorted(delays))
    )

    print(f"took {time.monotonic() - start:.0f}s")
    server.close()


asyncio.run(main())
