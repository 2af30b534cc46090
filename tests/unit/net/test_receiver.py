"""The process that receives for the window."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from viewer.base.i18n import use_language
from viewer.net.errors import NetworkError
from viewer.net.receiver import Listening, ProcessReceiver


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.mark.usefixtures("german")
def test_the_process_speaks_the_language_of_the_window(tmp_path: Path) -> None:
    receiver = ProcessReceiver(tmp_path, told=lambda _event: None)
    try:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            listening = Listening("US", "127.0.0.1", taken.getsockname()[1], ())
            with pytest.raises(NetworkError) as caught:
                receiver.listen(listening, "")
    finally:
        receiver.close()
    assert caught.value.hint.startswith("Ein anderes ")
