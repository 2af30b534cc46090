"""Pictures of what is on screen, with or without what tells who the patient is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.base.jobs import Job
from viewer.render.drawing import Drawing
from viewer.render.flatten import flatten
from viewer.render.raster import render
from viewer.render.scene import Scene

Burn = Callable[[NDArray[np.uint8], Drawing], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class PlacedScene:
    """A scene with its place in the picture, in device pixels."""

    scene: Scene
    left: int = 0
    top: int = 0


def without_patient(scene: Scene) -> Scene:
    """The same without texts and overlays that may tell who the patient is."""
    return replace(scene, show_patient=False)


def capture(scenes: Sequence[PlacedScene], *, job: Job, burn: Burn = flatten) -> NDArray[np.uint8]:
    """One RGB picture (h, w, 3) of scenes side by side, black between them.

    `burn` puts a drawing into pixels; that of the window knows every alphabet of the system.
    Levels are those of the image and not those for one screen: GSDF is left out.
    """
    left = min(each.left for each in scenes)
    top = min(each.top for each in scenes)
    width = max(each.left + each.scene.width for each in scenes) - left
    height = max(each.top + each.scene.height for each in scenes) - top
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    for each in scenes:
        job.check()
        scene = replace(each.scene, screen=replace(each.scene.screen, is_gsdf=False), aid=None)
        drawn = render(scene)
        x, y = each.left - left, each.top - top
        seen = burn(drawn.pixels, drawn.drawing)
        picture[y : y + scene.height, x : x + scene.width] = seen
    return picture
