"""Fixtures for every test: isolated folders, the corpus, no thread left behind."""

import csv
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# Windows of tests need no display; the variable counts from the first QApplication on.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(autouse=True)
def isolated_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Archive, settings, cache and logs of every test in a folder of its own."""
    home = tmp_path / "radiolucent-home"
    monkeypatch.setenv("RADIOLUCENT_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_thread_left() -> Iterator[None]:
    """Fail a test whose threads outlive it."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        left = [t for t in threading.enumerate() if t not in before and t.is_alive()]
        if not left:
            return
        time.sleep(0.02)
    pytest.fail(f"threads left behind: {left}")


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test in which our code logs a warning; one that expects it clears `caplog`."""
    logger = logging.getLogger("viewer")
    handlers, propagate, level = list(logger.handlers), logger.propagate, logger.level
    yield
    for handler in set(logger.handlers) - set(handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = propagate
    logger.setLevel(level)
    told = [
        f"{record.name}: {record.getMessage()}"
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith("viewer")
    ]
    if told:
        pytest.fail(f"unexpected in the log: {told}")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files by others; a test that needs it is skipped without it."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real files (../shared/corpus) is not here")
    return CORPUS


@pytest.fixture(scope="session")
def corpus_manifest(corpus: Path) -> list[dict[str, str]]:
    """One row a file of the corpus: transfer syntax, geometry, who decodes it, oddities."""
    with (corpus / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
