"""Find the files under resources/ in a checkout, an installed wheel and a frozen program."""

import sys
from functools import lru_cache
from pathlib import Path


@lru_cache
def resource_root() -> Path:
    """The folder that holds resources, wherever the program runs from."""
    if bundle := getattr(sys, "_MEIPASS", None):
        return Path(bundle) / "resources"
    package = Path(__file__).resolve().parent.parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def resource_path(*parts: str) -> Path:
    """One file under resources/, for example `resource_path("icons", "pan.svg")`."""
    return resource_root().joinpath(*parts)
