"""Where the program keeps its own files: one folder, and those that it is moving away from."""

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path

from viewer.base.whole_file import write_whole


@dataclass(frozen=True, slots=True)
class StorePlace:
    """`folder` takes new files; what is in `former` folders is still to be moved."""

    folder: Path
    former: tuple[Path, ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """Everywhere that files of the store may lie."""
        return (self.folder, *self.former)

    def moved_to(self, folder: Path) -> "StorePlace":
        """The place with another folder; the present one is a former one."""
        former = tuple(each for each in self.folders if each != folder)
        return replace(self, folder=folder, former=former)

    def without(self, former: Path) -> "StorePlace":
        """The place without a folder from which everything was moved."""
        return replace(self, former=tuple(each for each in self.former if each != former))


def read_store_place(file: Path, usual: StorePlace) -> StorePlace:
    """What `file` says; the usual place where there is none, or where it says no such thing."""
    try:
        content = json.loads(file.read_bytes())
        paths = [content["folder"], *content["former"]]
        if not all(isinstance(path, str) and os.path.isabs(path) for path in paths):  # noqa: PTH117
            return usual
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return usual
    folder, *former = map(Path, paths)
    return StorePlace(folder, tuple(former))


def write_store_place(file: Path, place: StorePlace) -> None:
    """Keep the place for the next start; OSError where that fails."""
    content = {"folder": str(place.folder), "former": [str(each) for each in place.former]}
    write_whole(file, json.dumps(content, indent=1).encode())
