"""What counts from the start of the process on: the language of every text, and the scale."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from viewer.app.before_qt import choose_look_of_process
from viewer.base.i18n import use_language
from viewer.base.paths import AppPaths, app_paths

# What happens at a start, up to where the window would open.
_START = """
import sys
from pathlib import Path
import viewer.app.gui
from viewer.app.before_qt import choose_look_of_process
from viewer.base.paths import app_paths
look = choose_look_of_process(app_paths(Path(sys.argv[1])))
import viewer.app.running
from viewer.qt.notice_bar import NOT_A_DEVICE
print(look.language, NOT_A_DEVICE)
"""


def paths_with(home: Path, **look: object) -> AppPaths:
    paths = app_paths(home).create()
    paths.settings_file.write_text(json.dumps({"look": look}), encoding="utf-8")
    return paths


def test_texts_in_tables_of_modules_speak_the_language_too(tmp_path: Path) -> None:
    paths_with(tmp_path, language="de")
    done = subprocess.run(
        [sys.executable, "-c", _START, str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stdout.startswith("de Radiolucent")
    assert "Medizinprodukt" in done.stdout


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
