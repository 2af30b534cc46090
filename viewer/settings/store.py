"""SettingsStore: the settings in force, kept in a file that a person may edit too."""

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.owner import OwnerThread
from viewer.base.private import private_opener
from viewer.base.signal import Signal
from viewer.settings.schema import Settings, describe, value_of
from viewer.settings.values import check_value, from_json, to_json

_LONGEST: Final = 4_000_000  # bytes; no file of settings is as long


class SettingsStore:
    """Holds `value`; whoever follows a setting listens to `changed`, which brings the new value.

    The file holds only what differs from the defaults. What is unknown or wrong in it counts as
    absent, is told of in `problems`, and stays in the file until the same setting is changed; a
    file that cannot be read at all is kept aside under another name. `at_start` is what was in
    force when it was read. Without `is_kept` the file is only looked at.
    """

    def __init__(self, file: Path, *, is_kept: bool = True) -> None:
        self.changed: Signal[Settings] = Signal()
        self.failed: Signal[ViewerError] = Signal()
        self.value = Settings()
        self.problems: tuple[str, ...] = ()
        self._file = file
        self._is_kept = is_kept
        self._strange: dict[str, Any] = {}
        self._owner = OwnerThread()
        self._load()
        self.at_start = self.value

    @property
    def awaits_restart(self) -> bool:
        """Whether something was changed that counts from the next start on."""
        return any(
            value_of(self.value, key) != value_of(self.at_start, key)
            for key, each in describe().items()
            if each.info.starts_later
        )

    def set(self, key: str, value: Any) -> None:
        """Change one setting by its key; ValueError where its range does not allow `value`."""
        check_value(value, describe()[key].info)
        self._strange.pop(key, None)
        self.change(_with(self.value, key, value))

    def change(self, value: Settings) -> None:
        """Put settings in force, tell the listeners, then write them down.

        Where they cannot be written, `failed` says so; they count until the program ends.
        """
        self._owner.check()
        is_new, self.value = value != self.value, value
        if is_new:
            self.changed.emit(value)
        self._save()

    def is_changed(self, key: str) -> bool:
        """Whether a setting differs from its default."""
        return bool(value_of(self.value, key) != describe()[key].default)

    def reset(self, keys: Iterable[str]) -> None:
        """Put settings back to their defaults."""
        value = self.value
        for key in keys:
            self._strange.pop(key, None)
            value = _with(value, key, describe()[key].default)
        self.change(value)

    def reset_all(self) -> None:
        """Put every setting back to its default."""
        self.reset(describe())

    def _load(self) -> None:
        try:
            if self._file.stat().st_size > _LONGEST:
                raise ValueError("too long")
            raw = json.loads(self._file.read_text(encoding="utf-8"))
            pairs = {
                f"{page}.{name}": value
                for page, values in raw.items()
                for name, value in values.items()
            }
        except FileNotFoundError:
            return
        except (OSError, ValueError, AttributeError, RecursionError):
            if self._is_kept:
                self._keep_aside()
            return
        problems = [problem for key, raw in pairs.items() if (problem := self._take(key, raw))]
        self.problems = tuple(problems)

    def _take(self, key: str, raw: Any) -> str:
        """Take a value of the file; says what is wrong with it where something is."""
        known = describe().get(key)
        if known is None:
            self._strange[key] = raw
            from difflib import get_close_matches  # late, P2

            near = get_close_matches(key, describe(), n=1)
            hint = " " + tr("Is {key} meant?").format(key=near[0]) if near else ""
            return tr("There is no setting {key}.").format(key=key) + hint
        try:
            value = from_json(known.kind, raw)
            check_value(value, known.info)
        except ValueError as error:
            self._strange[key] = raw
            return f"{key}: {error}."
        self.value = _with(self.value, key, value)
        return ""

    def _keep_aside(self) -> None:
        aside = self._file.with_suffix(".unreadable.json")
        number = 1
        while aside.exists():
            number += 1
            aside = self._file.with_suffix(f".unreadable-{number}.json")
        with suppress(OSError):
            self._file.rename(aside)
        message = tr("The settings could not be read. They are kept in {file}.")
        self.problems = (message.format(file=aside.name),)

    def _save(self) -> None:
        pairs = dict(self._strange)
        pairs |= {key: value_of(self.value, key) for key in describe() if self.is_changed(key)}
        tree: dict[str, dict[str, Any]] = {}
        for key, value in pairs.items():
            page, _, name = key.partition(".")
            tree.setdefault(page, {})[name] = to_json(value)
        text = json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
        fresh = self._file.with_suffix(".new")
        try:
            with open(fresh, "w", encoding="utf-8", opener=private_opener) as file:
                file.write(text)
            os.replace(fresh, self._file)  # noqa: PTH105 - the same, shorter to read
        except OSError as error:
            self.failed.emit(
                ViewerError(
                    tr("The settings could not be written."),
                    hint=tr("Look for free space and for the rights of the folder of settings."),
                    detail=error.strerror or "",
                )
            )


def _with(settings: Settings, key: str, value: Any) -> Settings:
    name, _, field_name = key.partition(".")
    options = replace(getattr(settings, name), **{field_name: value})
    changed: dict[str, Any] = {name: options}
    return replace(settings, **changed)
