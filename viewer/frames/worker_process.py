"""The far side of the decode pool: one process that decodes what it is sent (SEC-001, SEC-005).

Requests come pickled from the pool. Answers go back as JSON, never as pickles: a decoder taken
over by a hostile frame must not reach into the window's process.
"""

import ctypes
import json
import os
import pickle
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from enum import Enum
from functools import lru_cache
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from typing import Any

import numpy as np

from viewer.dicom.decoding.decode import Decoded
from viewer.dicom.errors import DicomError
from viewer.model.image import PixelFormat

READY = b"ready"
ALIGNMENT = 64

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # of malloc.h
_NICER = 10
_KEPT_BYTES = 32 << 20  # the most that glibc takes

_REQUEST = struct.Struct("<QQ32s")  # compressed bytes, offset of samples, name of the block


@dataclass(frozen=True, slots=True)
class Request:
    """One frame to decode.

    The compressed bytes stand at the start of the shared block `block_name`, and samples go
    behind them at `output_offset`. Without a name, bytes and samples go through the pipe, each
    as a message of its own.
    """

    pixel_format: PixelFormat
    block_name: str
    length: int
    output_offset: int

    def pack(self) -> bytes:
        """The request as a message; most frames repeat the last one's pixel format."""
        head = _REQUEST.pack(self.length, self.output_offset, self.block_name.encode())
        return head + _packed_format(self.pixel_format)

    @classmethod
    def unpack(cls, message: bytes) -> "Request":
        """Read a message back."""
        length, output_offset, name = _REQUEST.unpack_from(message)
        pixel_format = _unpacked_format(message[_REQUEST.size :])
        return cls(pixel_format, name.rstrip(b"\0").decode(), length, output_offset)


@lru_cache(maxsize=8)
def _packed_format(pixel_format: PixelFormat) -> bytes:
    return pickle.dumps(pixel_format)


@lru_cache(maxsize=8)
def _unpacked_format(packed: bytes) -> PixelFormat:
    pixel_format = pickle.loads(packed)
    assert isinstance(pixel_format, PixelFormat)
    return pixel_format


def serve(
    connection: Connection,
    decode: Callable[[bytes, PixelFormat], Decoded],
    memory_limit_bytes: int,
) -> None:
    """Answer requests until the pool goes away. Entry point of the worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, not for each worker
    limit_memory(memory_limit_bytes)
    keep_memory()
    give_way()
    block: SharedMemory | None = None
    with suppress(EOFError, OSError):
        connection.send_bytes(READY)
        while True:
            request = Request.unpack(connection.recv_bytes())
            block = _attached(block, request.block_name)
            if block is None:
                data = connection.recv_bytes()
            else:
                data = bytes(buffer_of(block)[: request.length])
            answer, samples = _answer(data, request, block, decode)
            connection.send_bytes(json.dumps(answer, default=_enum_value).encode())
            if samples is not None:
                connection.send_bytes(samples)
    if block is not None:
        block.close()


def limit_memory(limit_bytes: int) -> None:
    """Allow `limit_bytes` of address space beyond what the process has now; write no core dumps.

    Linux only. On macOS and Windows the checks of sizes before decoding (SEC-003) and the time
    limit hold, but nothing stops a decoder that allocates far more than its frame needs.
    """
    if sys.platform != "linux":
        return
    import resource
    from pathlib import Path

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = pages * resource.getpagesize() + limit_bytes
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def keep_memory() -> None:
    """Have glibc keep the memory of one frame for the next: new pages cost HTJ2K a third (P6)."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_MMAP_THRESHOLD, _KEPT_BYTES)
        mallopt(_M_TRIM_THRESHOLD, _KEPT_BYTES)


def give_way() -> None:
    """Let the window go first where processors are few: frames ahead of their time can wait.

    With two workers on two processors one scroll step in a hundred took 14 ms, and 5 like this
    (P4). Not on Windows, which has no nice values.
    """
    if nice := getattr(os, "nice", None):
        nice(_NICER)


def buffer_of(block: SharedMemory) -> memoryview:
    """The bytes of an open block."""
    assert block.buf is not None  # only a closed block has none
    return block.buf


def _attached(block: SharedMemory | None, name: str) -> SharedMemory | None:
    if block is not None and block.name == name:
        return block
    if block is not None:
        block.close()
    return SharedMemory(name) if name else None


def _answer(
    data: bytes,
    request: Request,
    block: SharedMemory | None,
    decode: Callable[[bytes, PixelFormat], Decoded],
) -> tuple[dict[str, Any], bytes | None]:
    """Decode; whatever is raised becomes an answer, and of foreign exceptions only the name."""
    try:
        decoded = decode(data, request.pixel_format)
        samples = _delivered(decoded, request, block)
    except DicomError as error:
        return {"error": type(error).__name__, "message": error.message, "hint": error.hint}, None
    except MemoryError:
        return {"error": "MemoryError"}, None
    except BaseException as error:  # noqa: BLE001 - Rust panics are no Exception (SEC-005)
        return {"error": type(error).__name__}, None
    return _description(decoded), samples


def _delivered(decoded: Decoded, request: Request, block: SharedMemory | None) -> bytes | None:
    """Put the samples into the block, or return them for the pipe."""
    samples = np.ascontiguousarray(decoded.samples)
    if block is None:
        return samples.tobytes()
    target: np.ndarray[Any, Any] = np.ndarray(
        samples.shape, samples.dtype, buffer_of(block), request.output_offset
    )
    target[...] = samples
    return None


def _enum_value(member: Enum) -> Any:
    return member.value


def _description(decoded: Decoded) -> dict[str, Any]:
    return {
        "dtype": decoded.samples.dtype.str,
        "shape": decoded.samples.shape,
        "photometric": decoded.photometric.value,
        "findings": [asdict(finding) for finding in decoded.findings],
    }
