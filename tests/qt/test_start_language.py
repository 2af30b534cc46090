"""Texts in tables of modules speak the user's language too, which is chosen before they load."""

import json
import os
import subprocess
import sys
from pathlib import Path

from viewer.base.paths import app_paths

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


def test_texts_in_tables_of_modules_speak_the_language_too(tmp_path: Path) -> None:
    settings = app_paths(tmp_path).create().settings_file
    settings.write_text(json.dumps({"look": {"language": "de"}}), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _START, str(tmp_path)],
        capture_output=True, text=True, encoding="utf-8", timeout=60, check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert done.stdout.startswith("de Radiolucent")
    assert "Medizinprodukt" in done.stdout
