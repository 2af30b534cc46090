"""Each third-party package has its rooms; nobody else imports it."""

import sys
import tomllib

import pytest

from tests.architecture.source import ROOT, imported_packages, python_files

ROOMS = {
    "PIL": ("viewer/dicom/icc.py", "viewer/export/", "viewer/imaging/icc.py", "viewer/render/"),
    "PySide6": (
        "viewer/qt/",
        "viewer/app/gui.py",
        "viewer/app/running.py",
        "viewer/app/single_instance.py",
    ),
    "click": ("viewer/cli/",),
    "cv2": ("viewer/dicom/decoding/video.py", "viewer/imaging/", "viewer/render/"),
    "highdicom": ("viewer/dicom/objects/",),
    "imagecodecs": ("viewer/dicom/decoding/", "viewer/dicom/sample/"),
    "keyring": ("viewer/net/secrets.py",),
    "numpy": ("viewer/",),
    "openjpeg": ("viewer/dicom/decoding/",),
    "platformdirs": ("viewer/base/paths.py",),
    "pydicom": ("viewer/dicom/", "viewer/workflows/sample_study.py"),  # the latter passes them on
    "pynetdicom": ("viewer/net/",),
    "pyqtgraph": (
        "viewer/qt/documents/waveform_view.py",
        "viewer/qt/follow_up/curve.py",
        "viewer/qt/panels/plots.py",
        "viewer/qt/plot_window.py",
    ),
    "sqlite3": ("viewer/index/",),
    "truststore": ("viewer/net/tls.py",),
    "urllib3": ("viewer/net/web/",),
}
OWN = {"viewer"}
FILES = python_files("viewer")


@pytest.mark.parametrize("package", ROOMS)
def test_a_package_is_imported_only_in_its_rooms(package: str) -> None:
    users = [name for name in FILES if package in imported_packages(name)]
    assert [name for name in users if not name.startswith(ROOMS[package])] == []


def test_every_third_party_package_has_a_room() -> None:
    strangers = {
        package
        for name in FILES
        for package in imported_packages(name)
        if package not in sys.stdlib_module_names | OWN | ROOMS.keys()
    }
    assert strangers == set()


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = " ".join(project["dependencies"])
    distributions = {
        "PIL": "pillow",
        "PySide6": "PySide6-Essentials",
        "cv2": "opencv-python-headless",
        "openjpeg": "pylibjpeg-openjpeg",
    }
    used = {package for name in FILES for package in imported_packages(name)} & ROOMS.keys()
    wanted = {distributions.get(package, package) for package in used - {"sqlite3"}}
    assert {name for name in wanted if name not in declared} == set()


def test_decoders_that_bring_the_process_down_are_not_used() -> None:
    """SEC-002: GDCM aborts and imagecodecs.ljpeg crashes on damaged streams."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    assert "gdcm" not in lock
    sources = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}
    assert [name for name, text in sources.items() if "gdcm" in text or "ljpeg_" in text] == []
