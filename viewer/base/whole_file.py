"""Write small private files whole: a crash leaves the old one or the new one, never a half."""

import os
from pathlib import Path

from viewer.base.private import private_opener


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by `content`, readable by its owner only; OSError where that fails."""
    part = path.with_name(f"{path.name}.part")
    with open(part, "wb", opener=private_opener) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
