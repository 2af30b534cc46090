"""Which media are in the table of mounts."""

from pathlib import Path

from viewer.base import media as module
from viewer.base.media import Medium, is_removable, media_of_mounts

MOUNTS = """\
sysfs /sys sysfs rw,nosuid 0 0
/dev/mapper/root / ext4 rw 0 0
/dev/sr0 /mnt/cd iso9660 ro,relatime 0 0
/dev/sdb1 /media/me/My\\040Stick vfat rw 0 0
server:/images /media/images nfs rw 0 0
odd
"""


def test_discs_and_what_desktops_mount_are_media() -> None:
    assert media_of_mounts(MOUNTS) == (
        Medium(Path("/mnt/cd"), "/dev/sr0"),
        Medium(Path("/media/me/My Stick"), "/dev/sdb1"),
    )


def test_a_path_on_a_medium_is_removable(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(module, "media", lambda: (Medium(Path("/mnt/cd")),))
    assert is_removable(Path("/mnt/cd/DICOM/IM1"))
    assert not is_removable(Path("/mnt/cdrom/IM1"))
