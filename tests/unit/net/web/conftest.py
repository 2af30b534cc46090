"""What tests of DICOMweb share."""

from collections.abc import Iterator

import pytest

from tests.support.memory_keyring import MemoryKeyring, memory_keyring


@pytest.fixture
def keyring() -> Iterator[MemoryKeyring]:
    """A keyring of the test's own."""
    with memory_keyring() as own:
        yield own
