"""Where the program keeps its things: archive, settings, cache, logs."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.private import make_private_folder
from viewer.base.store_place import StorePlace, read_store_place


@dataclass(frozen=True, slots=True)
class AppPaths:
    """The four folders of one installation."""

    data: Path
    config: Path
    cache: Path
    log: Path

    @property
    def index_file(self) -> Path:
        """The database of the local archive."""
        return self.data / "index.sqlite"

    @property
    def key_images_file(self) -> Path:
        """The database of the images that users marked."""
        return self.data / "key_images.sqlite"

    @property
    def annotations_file(self) -> Path:
        """The database of what users drew."""
        return self.data / "annotations.sqlite"

    @property
    def transfers_file(self) -> Path:
        """The queue of what goes to nodes and comes from them."""
        return self.data / "transfers.sqlite"

    @property
    def answers_file(self) -> Path:
        """What nodes answered lately."""
        return self.data / "answers.json"

    @property
    def settings_file(self) -> Path:
        """What differs from the default settings."""
        return self.config / "settings.json"

    @property
    def unpacked_folder(self) -> Path:
        """Where the images in archives are unpacked to."""
        return self.data / "unpacked"

    @property
    def hanging_file(self) -> Path:
        """The user's own hanging protocols."""
        return self.config / "hanging.json"

    @property
    def session_file(self) -> Path:
        """What was on screen at the end of the last run."""
        return self.data / "session.json"

    @property
    def sample_folder(self) -> Path:
        """Where the built-in sample study is made."""
        return self.data / "sample"

    @property
    def store_place_file(self) -> Path:
        """Says where the store is, once it was moved."""
        return self.data / "store.json"

    @property
    def store_place(self) -> StorePlace:
        """Where the program keeps images of its own; a file that was made since counts."""
        usual = StorePlace(self.data / "received")
        return read_store_place(self.store_place_file, usual)

    @property
    def received_folder(self) -> Path:
        """Where images from the network and copies from media are kept."""
        return self.store_place.folder

    @property
    def own_folders(self) -> tuple[Path, ...]:
        """Everywhere that images lie which the program wrote: only these are ever deleted."""
        return (*self.store_place.folders, self.unpacked_folder)

    def create(self) -> "AppPaths":
        """Make the folders, readable by their owner only (SEC-032); ViewerError if refused."""
        for folder in (self.data, self.config, self.cache, self.log):
            try:
                make_private_folder(folder)
            except OSError as error:
                raise ViewerError(
                    tr("The folder of the program cannot be made: {folder}").format(folder=folder),
                    hint=tr("Choose another one with --home or RADIOLUCENT_HOME."),
                    detail=error.strerror or "",
                ) from error
        return self


def app_paths(home: Path | None = None) -> AppPaths:
    """Find the folders: under `home`, else RADIOLUCENT_HOME, else the system's places."""
    if home is None and (variable := os.environ.get("RADIOLUCENT_HOME")):
        home = Path(variable)
    if home is not None:
        return AppPaths(home / "data", home / "config", home / "cache", home / "log")
    dirs = platformdirs.PlatformDirs("radiolucent", appauthor=False)
    return AppPaths(
        dirs.user_data_path, dirs.user_config_path, dirs.user_cache_path, dirs.user_log_path
    )
