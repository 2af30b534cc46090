"""One program per home: the second start hands over its paths and ends."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication

from tests.architecture.source import ROOT
from tests.support.window import let_run
from viewer.app.single_instance import SingleInstance, parse_message


@pytest.fixture
def first(qapp: QApplication, tmp_path: Path) -> Iterator[SingleInstance]:
    made = SingleInstance(tmp_path)
    yield made
    made.close()


_SECOND = """
import sys
from pathlib import Path
from viewer.app.single_instance import SingleInstance
second = SingleInstance(Path(sys.argv[1]))
link = next((name for name in sys.argv[2:] if "://" in name), "")
names = [name for name in sys.argv[2:] if name != link]
print(second.is_first, second.hand_over([Path(name) for name in names], link))
"""


def start_second(home: Path, *names: str) -> str:
    """What a second process says: whether it is the first, and whether it was heard."""
    command = [sys.executable, "-c", _SECOND, str(home), *names]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    for _ in range(1000):
        if process.poll() is not None:
            break
        let_run(10)
    return process.communicate(timeout=10)[0].strip()


def test_the_first_one_takes_what_the_second_was_started_with(
    first: SingleInstance, tmp_path: Path
) -> None:
    taken: list[tuple[Sequence[Path], str]] = []
    first.listen(lambda paths, link: taken.append((paths, link)))
    assert start_second(tmp_path, str(tmp_path / "a b.dcm"), "relative") == "False True"
    assert start_second(tmp_path) == "False True"
    assert start_second(tmp_path, "radiolucent://study/1.2") == "False True"
    assert taken == [
        ((tmp_path / "a b.dcm", ROOT / "relative"), ""),
        ((), ""),
        ((), "radiolucent://study/1.2"),
    ]


def test_programs_of_two_homes_do_not_know_each_other(
    first: SingleInstance, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    other = SingleInstance(tmp_path / "other")
    assert first.is_first
    assert other.is_first
    other.close()


def test_one_that_does_not_answer_is_no_obstacle(first: SingleInstance, tmp_path: Path) -> None:
    assert first.is_first
    assert not SingleInstance(tmp_path).hand_over([tmp_path])


def test_the_place_is_free_again_after_the_end(tmp_path: Path) -> None:
    SingleInstance(tmp_path).close()
    again = SingleInstance(tmp_path)
    assert again.is_first
    again.close()


@pytest.mark.parametrize(
    "message",
    [
        b"", b"{}", b'"/a"', b"[]", b"\xff", b"[" * 50_000, b'{"paths": []}',
        b'{"paths": [1], "link": ""}', b'{"paths": ["relative"], "link": ""}',
        b'{"paths": ["/a\\u0000b"], "link": ""}', b'{"paths": [], "link": 1}',
        b'{"paths": [], "link": "", "run": 1}',
        json.dumps({"paths": ["/a"] * 10_001, "link": ""}).encode(),
    ],
)  # fmt: skip
def test_anything_but_absolute_paths_is_refused(message: bytes) -> None:
    """SEC-024."""
    assert parse_message(message) is None


def test_noise_on_the_socket_opens_nothing(first: SingleInstance) -> None:
    """SEC-024."""
    taken: list[Sequence[Path]] = []
    first.listen(lambda paths, _: taken.append(paths))
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    assert socket.waitForConnected(1000)
    socket.write(b'["../../etc"]\n{"run": 1}\n')
    socket.flush()
    let_run(100)
    socket.abort()
    let_run(20)
    assert taken == []
