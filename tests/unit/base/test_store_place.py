"""Where the store is, said by a small file."""

from pathlib import Path

import pytest

from viewer.base.paths import app_paths
from viewer.base.store_place import StorePlace, read_store_place, write_store_place

USUAL = StorePlace(Path("/usual"))


def test_a_moved_store_is_found_again(tmp_path: Path) -> None:
    place = USUAL.moved_to(Path("/new"))
    assert place == StorePlace(Path("/new"), (Path("/usual"),))
    write_store_place(tmp_path / "store.json", place)
    assert read_store_place(tmp_path / "store.json", USUAL) == place
    assert place.without(Path("/usual")).folders == (Path("/new"),)
    assert place.moved_to(Path("/usual")) == StorePlace(Path("/usual"), (Path("/new"),))


@pytest.mark.parametrize("content", ["", "[]", '{"folder": "rel", "former": []}', '{"folder": 1}'])
def test_a_file_that_says_nothing_of_use_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "store.json").write_text(content)
    assert read_store_place(tmp_path / "store.json", USUAL) == USUAL


def test_the_folders_of_the_program_follow_it(tmp_path: Path) -> None:
    paths = app_paths(tmp_path).create()
    assert paths.received_folder == paths.data / "received"
    write_store_place(paths.store_place_file, paths.store_place.moved_to(tmp_path / "disk"))
    assert paths.received_folder == tmp_path / "disk"
