"""How many processors OpenCV takes."""

import os

import cv2


def share_processors() -> None:
    """Give OpenCV half of the processors, at least one.

    A picture is ready when the slowest of its threads is. Where decoding keeps every processor
    busy, that one waits for its turn, many times longer than the work takes (P4).
    """
    cv2.setNumThreads(max(1, (os.cpu_count() or 1) // 2))
