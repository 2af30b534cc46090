"""OpenCV leaves processors to decoding."""

import cv2
import pytest

from viewer.imaging.threads import share_processors


@pytest.mark.parametrize(("processors", "threads"), [(1, 1), (2, 1), (8, 4), (None, 1)])
def test_half_of_the_processors_are_taken(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, threads: int
) -> None:
    before = cv2.getNumThreads()
    monkeypatch.setattr("os.cpu_count", lambda: processors)
    try:
        share_processors()
        assert cv2.getNumThreads() == threads
    finally:
        cv2.setNumThreads(before)
