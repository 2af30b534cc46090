"""Closures of other threads come to the GUI thread in order, and never all at once."""

import threading
import time
from itertools import pairwise

from PySide6.QtWidgets import QApplication

from tests.support.window import let_run
from viewer.qt.bridge import GuiBridge


def test_closures_of_other_threads_run_here_in_their_order(qapp: QApplication) -> None:
    bridge = GuiBridge()
    seen: list[tuple[int, int]] = []

    def post_all() -> None:
        for number in range(200):
            bridge.post(lambda n=number: seen.append((n, threading.get_ident())))

    thread = threading.Thread(target=post_all)
    thread.start()
    thread.join()
    assert seen == []
    let_run(100)
    assert [number for number, _ in seen] == list(range(200))
    assert {ident for _, ident in seen} == {threading.get_ident()}


def test_a_flood_of_closures_leaves_the_window_its_turn(qapp: QApplication) -> None:
    """A timer of 10 ms is never more than 50 ms late (P10)."""
    bridge = GuiBridge()
    for _ in range(100):
        bridge.post(lambda: time.sleep(0.003))
    beats = [time.perf_counter()]
    while time.perf_counter() - beats[0] < 0.5:
        let_run(1)
        beats.append(time.perf_counter())
    gaps = [after - before for before, after in pairwise(beats)]
    assert max(gaps) < 0.05
