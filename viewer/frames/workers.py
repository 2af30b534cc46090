"""DecodePool: compressed frames are decoded in processes that may die (SEC-001, SEC-005).

Compressed bytes go out and samples come back through shared memory, one block a worker. A worker
that crashes, hangs or swallows memory is replaced, and costs only the frame it was at.
"""

import json
import multiprocessing
import os
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from multiprocessing.shared_memory import SharedMemory
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.base.errors import Cancelled
from viewer.dicom.decoding.decode import Decoded, decode_encoded
from viewer.dicom.decoding.stored import sample_dtype
from viewer.dicom.decoding.video_decoder import VideoDecoder
from viewer.dicom.errors import (
    CorruptPixelDataError,
    DicomError,
    LimitExceededError,
    UnsupportedTransferSyntaxError,
)
from viewer.dicom.transfer_syntaxes import is_video
from viewer.frames.worker_process import ALIGNMENT, READY, Request, buffer_of, serve
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.image import Photometric, PixelFormat

DEFAULT_MEMORY_LIMIT_BYTES = 1 << 30
DEFAULT_TIME_LIMIT_S = 20.0
VIDEO_TIME_LIMIT_S = 120.0  # a jump may mean to decode everything before

_HINT = "The frame is probably damaged."
_START_LIMIT_S = 60.0
_KEPT_BLOCK_BYTES = 32 << 20  # larger blocks are given back after use
_ERRORS: dict[str, type[DicomError]] = {
    error.__name__: error
    for error in (CorruptPixelDataError, LimitExceededError, UnsupportedTransferSyntaxError)
}


class DecodePool:
    """A few worker processes behind one blocking function; safe from any thread.

    Processes are spawned at `start()` or when they are first needed, never forked. Videos have
    a process of their own, for it must remember where it is in each stream.
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        memory_limit_bytes: int = DEFAULT_MEMORY_LIMIT_BYTES,
        time_limit_s: float = DEFAULT_TIME_LIMIT_S,
        decode: Callable[[bytes, PixelFormat], Decoded] = decode_encoded,
    ) -> None:
        count = workers or max(2, min(8, (os.cpu_count() or 2) - 1))
        self._workers = [
            _Worker(decode, memory_limit_bytes=memory_limit_bytes, time_limit_s=time_limit_s)
            for _ in range(count)
        ]
        self._idle: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for worker in reversed(self._workers):
            self._idle.put(worker)
        self._video_worker = _Worker(
            VideoDecoder(), memory_limit_bytes=memory_limit_bytes, time_limit_s=VIDEO_TIME_LIMIT_S
        )

    def start(self) -> None:
        """Spawn all processes but that of videos, and return without waiting for them."""
        for worker in self._workers:
            worker.start()

    def decode(self, data: bytes, pixel_format: PixelFormat) -> Decoded:
        """Decode one compressed frame in a worker; wait for one if all are busy.

        Raises what `decode_encoded` raises; `CorruptPixelDataError` when the worker died,
        `LimitExceededError` when it took too long or too much memory, `Cancelled` after `close`.
        """
        if is_video(pixel_format.transfer_syntax_uid):
            return self._video_worker.decode(data, pixel_format)
        worker = self._idle.get()
        try:
            return worker.decode(data, pixel_format)
        finally:
            self._idle.put(worker)

    def close(self) -> None:
        """End all processes, also busy ones; no process and no shared memory is left."""
        workers = (*self._workers, self._video_worker)
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.dispose()


class _Worker:
    """One process with its pipe and its block of shared memory, replaced as need be."""

    def __init__(
        self,
        decode: Callable[[bytes, PixelFormat], Decoded],
        *,
        memory_limit_bytes: int,
        time_limit_s: float,
    ) -> None:
        self._decode = decode
        self._memory_limit_bytes = memory_limit_bytes
        self._time_limit_s = time_limit_s
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._is_ready = False
        self._is_closed = False
        self._block: SharedMemory | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """Spawn the process if there is none."""
        with self._lock:
            self._start()

    def decode(self, data: bytes, pixel_format: PixelFormat) -> Decoded:
        """Have one frame decoded; see `DecodePool.decode`."""
        size = _frame_size(pixel_format)
        if size + len(data) > self._memory_limit_bytes:
            raise LimitExceededError(
                f"The frame would take {size + len(data) >> 20:,} MB: "
                f"decoding is allowed {self._memory_limit_bytes >> 20:,} MB."
            )
        with self._lock:
            if self._is_closed:
                raise Cancelled("decode")
            connection = self._start()
            try:
                return self._ask(connection, data, pixel_format)
            except TimeoutError as error:
                self._stop()
                raise LimitExceededError(
                    f"Decoding the frame took longer than {self._time_limit_s:g} s.", hint=_HINT
                ) from error
            except MemoryError as error:
                self._stop()
                raise LimitExceededError(
                    f"Decoding the frame needs more than {self._memory_limit_bytes >> 20:,} MB.",
                    hint=_HINT,
                ) from error
            except (EOFError, OSError, ValueError, KeyError, TypeError) as error:
                self._stop()
                if self._is_closed:
                    raise Cancelled("decode") from None
                raise CorruptPixelDataError(
                    "The decoder crashed on this frame.", hint=_HINT
                ) from error
            finally:
                if self._block is not None and self._block.size > _KEPT_BLOCK_BYTES:
                    self._release_block()

    def kill(self) -> None:
        """End the process at once, whatever it does, and for good; from any thread."""
        self._is_closed = True
        process = self._process
        if process is not None:
            with suppress(ValueError):  # closed meanwhile
                process.kill()

    def dispose(self) -> None:
        """End the process and give everything back."""
        with self._lock:
            self._stop()
            self._release_block()

    def _start(self) -> Connection:
        if self._connection is not None and self._process is not None:
            if self._process.is_alive():
                return self._connection
            self._stop()
        context = multiprocessing.get_context("spawn")
        connection, far_end = context.Pipe()
        process = context.Process(
            target=serve,
            args=(far_end, self._decode, self._memory_limit_bytes),
            name="radiolucent-decode",
            daemon=True,
        )
        process.start()
        far_end.close()
        self._process, self._connection = process, connection
        self._is_ready = False
        return connection

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None

    def _ask(self, connection: Connection, data: bytes, pixel_format: PixelFormat) -> Decoded:
        if not self._is_ready:
            if _received(connection, _START_LIMIT_S) != READY:
                raise EOFError
            self._is_ready = True
        output_offset = -(-len(data) // ALIGNMENT) * ALIGNMENT
        block = self._block_of(output_offset + _frame_size(pixel_format))
        if block is None:
            connection.send_bytes(Request(pixel_format, "", len(data), 0).pack())
            connection.send_bytes(data)
        else:
            buffer_of(block)[: len(data)] = data
            request = Request(pixel_format, block.name, len(data), output_offset)
            connection.send_bytes(request.pack())
        answer = json.loads(_received(connection, self._time_limit_s))
        if "error" in answer:
            raise _error(answer)
        if block is None:
            return _decoded(answer, pixel_format, _received(connection, self._time_limit_s), 0)
        return _decoded(answer, pixel_format, buffer_of(block), output_offset)

    def _block_of(self, size: int) -> SharedMemory | None:
        """A block of at least `size` bytes; None where the system has no room for it."""
        if self._block is not None and self._block.size >= size:
            return self._block
        self._release_block()
        try:
            self._block = SharedMemory(create=True, size=1 << (size - 1).bit_length())
            _reserve(self._block)
        except OSError:
            self._release_block()
        return self._block

    def _release_block(self) -> None:
        if self._block is not None:
            self._block.close()
            self._block.unlink()
        self._block = None


def _reserve(block: SharedMemory) -> None:
    """Claim the pages now: a full /dev/shm answers a later write with SIGBUS."""
    path = Path("/dev/shm") / block.name
    if path.exists():
        with path.open("r+b") as file:
            os.posix_fallocate(file.fileno(), 0, block.size)


def _received(connection: Connection, limit_s: float) -> bytes:
    if not connection.poll(limit_s):
        raise TimeoutError
    return connection.recv_bytes()


def _frame_size(pixel_format: PixelFormat) -> int:
    samples = pixel_format.rows * pixel_format.columns * pixel_format.samples_per_pixel
    return samples * sample_dtype(pixel_format).itemsize


def _decoded(
    answer: dict[str, Any], pixel_format: PixelFormat, buffer: Any, offset: int
) -> Decoded:
    """Copy the samples out, after checking that they are what was asked for."""
    dtype = sample_dtype(pixel_format)
    shape: tuple[int, ...] = (pixel_format.rows, pixel_format.columns)
    if pixel_format.samples_per_pixel > 1:
        shape = (*shape, pixel_format.samples_per_pixel)
    if (answer["dtype"], tuple(answer["shape"])) != (dtype.str, shape):
        raise CorruptPixelDataError("The decoder returned something else than the frame.")
    samples: NDArray[np.generic] = np.ndarray(shape, dtype, buffer, offset).copy()
    findings = tuple(_finding(fields) for fields in answer["findings"])
    return Decoded(samples, Photometric(answer["photometric"]), findings)


def _finding(fields: dict[str, Any]) -> Finding:
    severity, kind = Severity(fields.pop("severity")), FindingKind(fields.pop("kind"))
    return Finding(severity=severity, kind=kind, **fields)


def _error(answer: dict[str, Any]) -> DicomError:
    """Turn an answer back into the error it reports."""
    if answer["error"] == "MemoryError":
        raise MemoryError
    known = _ERRORS.get(answer["error"])
    if known is None:
        return CorruptPixelDataError("The decoder failed on this frame.", detail=answer["error"])
    return known(answer["message"], hint=answer["hint"])
