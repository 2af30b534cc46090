"""Overlays on the canvas (DC-060, DC-063)."""

from dataclasses import replace

import numpy as np
import pytest

from tests.support.images import make_frame
from viewer.model.frame import Frame
from viewer.model.overlay import Overlay
from viewer.model.view import Appearance, OverlayColour, ViewState, ZoomMode
from viewer.render.drawing import Stencil
from viewer.render.flatten import flatten
from viewer.render.overlays import overlays_of, shown_overlays
from viewer.render.raster import render
from viewer.render.scene import Scene
from viewer.render.trust import TrustKind, trust_marks

SIZE = 64


def overlay(column: int, group: int = 0x6000) -> Overlay:
    """A vertical line one pixel wide."""
    bits = np.zeros((SIZE, SIZE), np.uint8)
    bits[:, column] = 1
    return Overlay(group, SIZE, SIZE, bits=np.packbits(bits, bitorder="little").tobytes())


@pytest.fixture
def frame() -> Frame:
    overlays = (overlay(5), overlay(11, 0x6002))
    return make_frame(np.zeros((SIZE, SIZE), np.uint8), overlays=overlays)


def scene_of(frame: Frame, zoom: float = 1.0, **appearance: object) -> Scene:
    side = round(SIZE * zoom)
    view = ViewState(zoom_mode=ZoomMode.FREE, zoom=zoom)
    return Scene(frame, side, side, view=view, appearance=Appearance(**appearance))


def stencils(scene: Scene) -> list[np.ndarray]:
    return [each.mask for each in render(scene).drawing if isinstance(each, Stencil)]


@pytest.mark.parametrize("zoom", [0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 1.0, 3.0])
def test_a_line_of_one_pixel_is_seen_at_every_size(frame: Frame, zoom: float) -> None:
    first, second = stencils(scene_of(frame, zoom))
    assert (first > 0).any(axis=1).all()
    assert 1 <= (first > 0).any(axis=0).sum() <= max(2, round(zoom))
    assert (second > 0).any(axis=1).all()


def test_overlays_turn_with_the_picture(frame: Frame) -> None:
    scene = scene_of(frame)
    turned = replace(scene, view=replace(scene.view, rotation_deg=90))
    assert (stencils(turned)[0] == np.rot90(stencils(scene)[0], -1)).all()


def test_overlays_are_hidden_all_at_once_or_by_group(frame: Frame) -> None:
    assert stencils(scene_of(frame, shows_overlays=False)) == []
    one = Appearance(hidden_overlays=frozenset({0x6000}))
    assert [each.group for each in shown_overlays(frame, one)] == [0x6002]
    assert len(overlays_of(frame)) == 2


def test_hidden_overlays_are_warned_of(frame: Frame) -> None:
    def words(scene: Scene) -> list[str]:
        return [mark.short for mark in trust_marks(render(scene))]

    assert "overlays" in words(scene_of(frame))
    assert "Overlays off" in words(scene_of(frame, shows_overlays=False))
    assert "Overlays off" in words(scene_of(frame, hidden_overlays=frozenset({0x6000})))


def test_a_new_window_keeps_the_stencils_and_a_new_view_does_not(frame: Frame) -> None:
    first = render(scene_of(frame))
    same = render(scene_of(frame, is_inverted=True), first)
    hidden = render(scene_of(frame, hidden_overlays=frozenset({0x6000})), first)
    moved = render(scene_of(frame, 2.0), first)
    assert same.stencils is first.stencils
    assert len(hidden.stencils) == 1
    assert moved.stencils[0].mask.shape == (2 * SIZE, 2 * SIZE)


def test_overlays_are_no_part_of_the_pixels(frame: Frame) -> None:
    assert not render(scene_of(frame)).pixels.any()


def test_each_overlay_is_drawn_in_its_own_colour(frame: Frame) -> None:
    plain = render(scene_of(frame))
    assert [each.colour for each in plain.stencils] == [OverlayColour.ORANGE.value] * 2
    colours = frozenset({(0x6002, OverlayColour.GREEN)})
    coloured = render(scene_of(frame, overlay_colours=colours), plain)
    assert [each.colour for each in coloured.stencils] == ["#FFB86B", OverlayColour.GREEN.value]
    burnt = flatten(coloured.pixels, coloured.drawing)
    assert tuple(burnt[32, 11]) == (0x5C, 0xE0, 0x8A)
    assert tuple(burnt[32, 5]) == (0xFF, 0xB8, 0x6B)


def test_overlays_go_with_the_patient_data_since_they_may_name_them(frame: Frame) -> None:
    shown = render(scene_of(frame))
    hidden = render(replace(shown.scene, show_patient=False), shown)
    assert shown.stencils
    assert not hidden.stencils
    (mark,) = [each for each in trust_marks(hidden) if each.kind is TrustKind.OVERLAY]
    assert "patient data" in mark.sentence
