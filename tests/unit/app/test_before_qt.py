"""What counts from the start of the process on: the scale."""

import json
import os
from pathlib import Path

import pytest

from viewer.app.before_qt import choose_look_of_process
from viewer.base.i18n import use_language
from viewer.base.paths import AppPaths, app_paths


def paths_with(home: Path, **look: object) -> AppPaths:
    paths = app_paths(home).create()
    paths.settings_file.write_text(json.dumps({"look": look}), encoding="utf-8")
    return paths


def test_the_scale_of_the_run_before_a_restart_is_ours_to_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {"LANG": "C"})
    try:
        choose_look_of_process(paths_with(tmp_path, scale_percent=150))
        assert os.environ["QT_SCALE_FACTOR"] == "1.5"
        choose_look_of_process(paths_with(tmp_path, scale_percent=200))
        assert os.environ["QT_SCALE_FACTOR"] == "2.0"
        choose_look_of_process(paths_with(tmp_path))
        assert "QT_SCALE_FACTOR" not in os.environ
        os.environ["QT_SCALE_FACTOR"] = "3"
        choose_look_of_process(paths_with(tmp_path, scale_percent=150))
        assert os.environ["QT_SCALE_FACTOR"] == "3"
    finally:
        use_language("en")
