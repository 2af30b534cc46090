"""Settings are kept, tolerate a person's hand, and lose nothing."""

import json
import stat
from pathlib import Path

import pytest

from viewer.settings.schema import Settings, describe, value_of
from viewer.settings.store import SettingsStore


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_a_changed_setting_is_there_at_the_next_start(file: Path) -> None:
    SettingsStore(file).set("look.theme", "light")
    assert SettingsStore(file).value.look.theme == "light"


def test_listeners_hear_of_a_change_once_and_of_none_when_nothing_changes(file: Path) -> None:
    store, heard = SettingsStore(file), list[Settings]()
    store.changed.connect(heard.append)
    store.set("look.theme", "light")
    store.set("look.theme", "light")
    assert [settings.look.theme for settings in heard] == ["light"]


def test_the_file_holds_only_what_differs_and_is_its_owners_alone(file: Path) -> None:
    store = SettingsStore(file)
    store.set("look.theme", "light")
    assert json.loads(file.read_text()) == {"look": {"theme": "light"}}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    store.reset(["look.theme"])
    assert json.loads(file.read_text()) == {}


def test_a_value_out_of_its_range_is_refused(file: Path) -> None:
    with pytest.raises(ValueError, match="not one of"):
        SettingsStore(file).set("look.theme", "purple")


def test_what_is_unknown_or_wrong_is_told_of_and_stays_in_the_file(file: Path) -> None:
    theirs = {"look": {"theme": 7, "thene": "light"}, "future": {"thing": [1]}}
    file.write_text(json.dumps(theirs))
    store = SettingsStore(file)
    assert store.value == Settings()
    assert len(store.problems) == 3
    assert any("look.theme" in problem and "meant" in problem for problem in store.problems)
    store.reset(["look.theme"])
    kept = json.loads(file.read_text())
    assert kept == {"look": {"thene": "light"}, "future": {"thing": [1]}}


@pytest.mark.parametrize("text", ["{", "[1, 2]", '{"look": 3}', "\udcff", "[" * 100_000])
def test_a_file_that_cannot_be_read_is_kept_aside(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    before = file.read_bytes()
    store = SettingsStore(file)
    assert store.value == Settings()
    assert len(store.problems) == 1
    assert (file.parent / "settings.unreadable.json").read_bytes() == before
    file.write_text("{")
    SettingsStore(file)
    assert (file.parent / "settings.unreadable-2.json").exists()


def test_a_folder_that_cannot_be_written_is_told_of_and_the_value_counts(tmp_path: Path) -> None:
    store, told = SettingsStore(tmp_path / "nowhere" / "settings.json"), list[str]()
    store.failed.connect(lambda error: told.append(error.message))
    store.set("look.theme", "light")
    assert store.value.look.theme == "light"
    assert told == ["The settings could not be written."]


def test_every_setting_has_a_title_and_a_default_that_its_own_range_allows(file: Path) -> None:
    store = SettingsStore(file)
    for key, each in describe().items():
        assert each.info.title
        store.set(key, each.default)
        assert value_of(store.value, key) == each.default
    assert json.loads(file.read_text()) == {}
