"""The decode pool: right answers, and workers that crash, hang, hog or lie (SEC-001, SEC-005)."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.shared_memory import SharedMemory

import imagecodecs
import numpy as np
import psutil
import pytest

from tests.support.hostile_decoders import misbehave
from tests.support.pixel_formats import JPEG_LS, make_format
from viewer.base.errors import Cancelled
from viewer.dicom.decoding.decode import decode_encoded
from viewer.dicom.errors import CorruptPixelDataError, LimitExceededError
from viewer.frames import workers
from viewer.frames.workers import DecodePool

GRAY = np.random.default_rng(7).integers(0, 4096, (64, 48), np.uint16)
JPEG_LS_FRAME = imagecodecs.jpegls_encode(GRAY)
FORMAT = make_format(64, 48, stored=12, syntax=JPEG_LS)
SMALL = make_format(4, 4, bits=32)


@pytest.fixture
def hostile() -> Iterator[Callable[..., DecodePool]]:
    """Makes pools of one worker that misbehave on command, and closes them."""
    pools: list[DecodePool] = []

    def make(**options: float) -> DecodePool:
        values: dict[str, float] = {"workers": 1, "time_limit_s": 30.0, **options}
        pools.append(DecodePool(decode=misbehave, **values))  # type: ignore[arg-type]
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    made = DecodePool(workers=2)
    yield made
    made.close()


def _pid(pool: DecodePool) -> int:
    return int(pool.decode(b"", SMALL).samples[0, 0])


def _decode_processes() -> set[int]:
    """Our children, without the tracker that the standard library keeps for shared memory."""
    children = psutil.Process().children(recursive=True)
    return {child.pid for child in children if "resource_tracker" not in " ".join(child.cmdline())}


@pytest.mark.skipif(not hasattr(os, "nice"), reason="Windows has no nice values")
def test_workers_let_the_window_go_first(hostile: Callable[..., DecodePool]) -> None:
    worker = psutil.Process(_pid(hostile()))
    assert worker.nice() == min(19, psutil.Process().nice() + 10)


def test_a_frame_comes_back_as_decoded_in_process(pool: DecodePool) -> None:
    expected = decode_encoded(JPEG_LS_FRAME, FORMAT)

    decoded = pool.decode(JPEG_LS_FRAME, FORMAT)

    assert np.array_equal(decoded.samples, GRAY)
    assert decoded.samples.dtype == expected.samples.dtype
    assert decoded.photometric is expected.photometric


def test_findings_come_back(pool: DecodePool) -> None:
    wrong_name = make_format(64, 48, stored=12, syntax="1.2.840.10008.1.2.4.50")

    decoded = pool.decode(JPEG_LS_FRAME, wrong_name)

    assert decoded.findings == decode_encoded(JPEG_LS_FRAME, wrong_name).findings
    assert decoded.findings


def test_refusals_come_back_as_raised(pool: DecodePool) -> None:
    with pytest.raises(CorruptPixelDataError, match="No JPEG-LS stream begins"):
        pool.decode(b"garbage", FORMAT)


def test_frames_of_growing_size_share_one_worker(pool: DecodePool) -> None:
    for rows in (8, 300, 16, 2000):
        pixels = np.arange(rows * 400, dtype=np.uint16).reshape(rows, 400)
        data = imagecodecs.jpegls_encode(pixels)

        decoded = pool.decode(data, make_format(rows, 400, syntax=JPEG_LS))

        assert np.array_equal(decoded.samples, pixels)


def test_many_threads_get_their_own_frames(pool: DecodePool) -> None:
    frames = [np.full((32, 32), k, np.uint16) for k in range(60)]
    encoded = [imagecodecs.jpegls_encode(frame) for frame in frames]
    pixel_format = make_format(32, 32, syntax=JPEG_LS)

    with ThreadPoolExecutor(6) as threads:
        decoded = list(threads.map(lambda data: pool.decode(data, pixel_format), encoded))

    assert [int(one.samples[5, 5]) for one in decoded] == list(range(60))
    assert all((one.samples == one.samples[0, 0]).all() for one in decoded)


def test_without_shared_memory_frames_go_through_the_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(workers, "SharedMemory", full)
    pool = DecodePool(workers=1)
    try:
        assert np.array_equal(pool.decode(JPEG_LS_FRAME, FORMAT).samples, GRAY)
    finally:
        pool.close()


@pytest.mark.parametrize("death", ["crash", "killed"])
def test_a_worker_that_dies_costs_one_frame(hostile: Callable[..., DecodePool], death: str) -> None:
    pool = hostile()
    before = _pid(pool)

    with pytest.raises(CorruptPixelDataError, match="crashed on this frame"):
        pool.decode(death.encode(), SMALL)

    assert _pid(pool) != before


def test_a_worker_killed_while_idle_costs_no_frame(hostile: Callable[..., DecodePool]) -> None:
    pool = hostile()
    before = _pid(pool)
    os.kill(before, signal.SIGKILL)
    os.waitid(os.P_PID, before, os.WEXITED | os.WNOWAIT)

    assert _pid(pool) != before


def test_an_endless_frame_is_stopped_and_the_next_one_works(
    hostile: Callable[..., DecodePool],
) -> None:
    pool = hostile(time_limit_s=0.3)
    before = _pid(pool)

    with pytest.raises(LimitExceededError, match=r"longer than 0\.3 s"):
        pool.decode(b"hang", SMALL)

    assert _pid(pool) != before
    assert not psutil.pid_exists(before)


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_frame_that_swallows_memory_is_stopped(hostile: Callable[..., DecodePool]) -> None:
    pool = hostile(memory_limit_bytes=256 << 20)

    with pytest.raises(LimitExceededError, match="more than 256 MB"):
        pool.decode(b"hog", SMALL)

    assert _pid(pool)


def test_a_frame_beyond_the_limit_is_not_even_sent(hostile: Callable[..., DecodePool]) -> None:
    before = _decode_processes()
    pool = hostile(memory_limit_bytes=1 << 20)

    with pytest.raises(LimitExceededError, match="decoding is allowed 1 MB"):
        pool.decode(b"", make_format(1024, 1024))

    assert _decode_processes() == before


@pytest.mark.parametrize("word", ["panic", "exit"])
def test_what_is_no_exception_is_caught_and_tells_no_values(
    hostile: Callable[..., DecodePool], word: str
) -> None:
    pool = hostile()
    before = _pid(pool)

    with pytest.raises(CorruptPixelDataError, match="decoder failed") as caught:
        pool.decode(word.encode(), SMALL)

    assert caught.value.detail in ("PanicException", "SystemExit")
    assert "Doe" not in repr(caught.value.args)
    assert _pid(pool) == before


def test_a_refusal_keeps_its_hint(hostile: Callable[..., DecodePool]) -> None:
    with pytest.raises(CorruptPixelDataError, match="is damaged") as caught:
        hostile().decode(b"refuse", SMALL)

    assert caught.value.hint == "Get the file again."


@pytest.mark.parametrize("lie", ["wrong shape", "wrong type"])
def test_a_result_that_is_not_the_frame_is_refused(
    hostile: Callable[..., DecodePool], lie: str
) -> None:
    with pytest.raises(CorruptPixelDataError, match="something else"):
        hostile().decode(lie.encode(), SMALL)


def test_two_workers_work_at_the_same_time(hostile: Callable[..., DecodePool]) -> None:
    pool = hostile(workers=2)
    with ThreadPoolExecutor(2) as threads:
        pids = set(threads.map(lambda _: int(pool.decode(b"slow", SMALL).samples[0, 0]), range(4)))

    assert len(pids) == 2


def test_starting_spawns_every_process_at_once(hostile: Callable[..., DecodePool]) -> None:
    before = _decode_processes()
    pool = hostile(workers=3)

    pool.start()

    assert len(_decode_processes() - before) == 3


def test_closing_leaves_no_process_no_memory_and_no_thread() -> None:
    threads = set(threading.enumerate())
    processes = _decode_processes()
    pool = DecodePool(workers=2)
    pool.start()
    pool.decode(JPEG_LS_FRAME, FORMAT)
    names = [worker._block.name for worker in pool._workers if worker._block is not None]
    assert names

    pool.close()

    assert _decode_processes() == processes
    for name in names:
        with pytest.raises(FileNotFoundError):
            SharedMemory(name)
    assert set(threading.enumerate()) == threads


def test_closing_does_not_wait_for_an_endless_frame(hostile: Callable[..., DecodePool]) -> None:
    pool = hostile()
    assert _pid(pool)
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(pool.decode, b"hang", SMALL)
        time.sleep(0.2)
        pool.close()
        with pytest.raises(Cancelled):
            waiting.result(timeout=10)


def test_a_closed_pool_decodes_no_more() -> None:
    before = _decode_processes()
    pool = DecodePool(workers=1)
    pool.close()

    with pytest.raises(Cancelled):
        pool.decode(JPEG_LS_FRAME, FORMAT)
    assert _decode_processes() == before


def test_a_worker_loads_neither_qt_nor_pydicom() -> None:
    import subprocess

    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, viewer.frames.worker_process;"
            "print([n for n in ('PySide6', 'pydicom', 'cv2', 'highdicom') if n in sys.modules])",
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert loaded.stdout.strip() == "[]"
