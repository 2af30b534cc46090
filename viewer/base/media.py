"""Removable media: which are there, and which paths lie on one."""

import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_DISC_SYSTEMS: Final = frozenset({"iso9660", "udf", "cd9660", "cddafs"})
_DESKTOP_FOLDERS: Final = ("/media/", "/run/media/")  # where desktops put what is plugged in
_MOUNTS: Final = Path("/proc/self/mounts")
_REMOVABLE_DRIVE, _DISC_DRIVE = 2, 5  # GetDriveTypeW


@dataclass(frozen=True, slots=True)
class Medium:
    """A disc or stick that is there; `device` tells two in the same place apart."""

    folder: Path
    device: str = ""


def media() -> tuple[Medium, ...]:
    """The removable media that are mounted now, in the order of the system."""
    if sys.platform == "win32":
        return _windows_media()
    if sys.platform == "darwin":
        return _mac_media()
    try:
        text = os.fsdecode(_MOUNTS.read_bytes())
    except OSError:
        return ()
    return media_of_mounts(text)


def is_removable(path: Path) -> bool:
    """Whether a path lies on a medium that is there."""
    whole = Path(os.path.abspath(path))  # noqa: PTH100 - the link itself counts, not its end
    return any(whole.is_relative_to(medium.folder) for medium in media())


def media_of_mounts(mounts: str) -> tuple[Medium, ...]:
    """The media in a table of mounts as Linux writes it (fstab(5))."""
    found = []
    for line in mounts.splitlines():
        device, folder, system, *_ = [*line.split(" "), "", "", ""]
        where = _unescaped(folder)
        if system in _DISC_SYSTEMS or (
            device.startswith("/dev/")
            and (where.startswith(_DESKTOP_FOLDERS) or _is_removable_device(device))
        ):
            found.append(Medium(Path(where), device))
    return tuple(found)


def _unescaped(field: str) -> str:
    r"""`/media/My\040Disc` -> `/media/My Disc`."""
    parts = field.split("\\")
    return parts[0] + "".join(
        chr(int(part[:3], 8)) + part[3:] if part[:3].isdigit() else "\\" + part
        for part in parts[1:]
    )


def _is_removable_device(device: str) -> bool:
    """Ask the kernel; a partition is asked by its disk."""
    with suppress(OSError):
        block = Path("/sys/class/block", Path(os.path.realpath(device)).name).resolve()
        for place in (block, block.parent):
            flag = place / "removable"
            if flag.exists():
                return flag.read_text(encoding="ascii").strip() == "1"
    return False


def _mac_media() -> tuple[Medium, ...]:
    """What is under /Volumes and is another disk than the system's."""
    own = Path("/").stat().st_dev
    found = []
    with suppress(OSError):
        for each in sorted(Path("/Volumes").iterdir()):
            status = each.lstat()
            if stat.S_ISDIR(status.st_mode) and status.st_dev != own:
                found.append(Medium(each, str(status.st_dev)))
    return tuple(found)


def _windows_media() -> tuple[Medium, ...]:
    assert sys.platform == "win32"
    import ctypes

    kernel: Any = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there
    drives = kernel.GetLogicalDrives()
    found = []
    for number in range(26):
        root = f"{chr(65 + number)}:\\"
        if not drives >> number & 1:
            continue
        if kernel.GetDriveTypeW(root) not in (_REMOVABLE_DRIVE, _DISC_DRIVE):
            continue
        with suppress(OSError):  # a drive without a medium in it
            found.append(Medium(Path(root), str(Path(root).stat().st_dev)))
    return tuple(found)
