"""Which windows are offered, and in which order."""

from pathlib import Path

from tests.support.series import ct_display_set
from viewer.frames.store import FrameStore
from viewer.model.lut import VoiSource, VoiWindow
from viewer.model.view import Appearance
from viewer.workspace.viewport import Viewport
from viewer.workspace.windows import window_choices


def shown(frames: FrameStore, folder: Path, **options: object) -> Viewport:
    viewport = Viewport(frames)
    viewport.show(ct_display_set(folder, 2, **options))
    return viewport


def test_the_file_comes_first_and_the_presets_of_the_modality_follow(
    frames: FrameStore, tmp_path: Path
) -> None:
    choices = window_choices(shown(frames, tmp_path))
    assert choices[0].title == "As stored"
    assert choices[0].voi is None
    titles = [choice.title for choice in choices[1:]]
    assert {"Lung", "Bone", "Brain"} <= set(titles)
    lung = next(choice for choice in choices if choice.title == "Lung")
    assert isinstance(lung.voi, VoiWindow)
    assert lung.voi.source is VoiSource.PRESET


def test_without_a_stored_window_the_first_choice_is_automatic(
    frames: FrameStore, tmp_path: Path
) -> None:
    viewport = shown(frames, tmp_path, WindowCenter=None, WindowWidth=None)
    assert window_choices(viewport)[0].title == "Automatic"


def test_a_choice_changes_only_the_window(frames: FrameStore, tmp_path: Path) -> None:
    viewport = shown(frames, tmp_path)
    looks = Appearance(is_inverted=True)
    bone = window_choices(viewport)[-1].applied_to(looks)
    assert bone.is_inverted
    assert bone.voi is not None
    stored = window_choices(viewport)[0].applied_to(bone)
    assert (stored.voi, stored.voi_index, stored.is_inverted) == (None, 0, True)


def test_an_empty_viewport_offers_none(frames: FrameStore) -> None:
    assert window_choices(Viewport(frames)) == ()
