"""Programs of others that judge what we write."""

import shutil
import sys
from pathlib import Path

import pytest


def dicom3tool(name: str) -> str:
    """One of dicom3tools, from the environment of the tests or from the system."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} of dicom3tools is not installed")
    return found
