"""A link to a port of this machine on which every byte takes its time, as between two houses."""

import asyncio
import multiprocessing
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.peers import free_port


@contextmanager
def slow_link(port: int, *, delay_s: float) -> Iterator[int]:
    """A port that leads to `port`, each way `delay_s` long and as wide as the machine allows."""
    own = free_port()
    ready = multiprocessing.Event()
    process = multiprocessing.Process(target=_run, args=(own, port, delay_s, ready), daemon=True)
    process.start()
    try:
        if not ready.wait(20):
            raise TimeoutError
        yield own
    finally:
        process.kill()
        process.join()


def _run(own: int, port: int, delay_s: float, ready) -> None:  # type: ignore[no-untyped-def]
    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        for end in (writer, far_writer):
            end.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(
            _carry(reader, far_writer, delay_s), _carry(far_reader, writer, delay_s)
        )

    async def serve() -> None:
        server = await asyncio.start_server(connect, "127.0.0.1", own, limit=1 << 20)
        ready.set()
        await server.serve_forever()

    asyncio.run(serve())


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float
) -> None:
    """Pass on what comes, each part when its time has come; then close."""
    loop = asyncio.get_running_loop()
    parts: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        data = b"first"
        while data:
            due, data = await parts.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            writer.write(data)
        writer.close()

    arriving = asyncio.ensure_future(arrive())
    data = b"first"
    while data:
        try:
            data = await reader.read(1 << 18)
        except ConnectionError:
            data = b""
        parts.put_nowait((loop.time() + delay_s, data))
    await arriving
