"""References: reference lines and the 3D cursor between images of one space (DC-092)."""

from dataclasses import replace

from viewer.model.geometry import Vector
from viewer.model.guides import ImagePlane
from viewer.render.guides import is_almost_parallel
from viewer.workspace.cells import Cells
from viewer.workspace.links import Links
from viewer.workspace.places import nearest_image, shares_space
from viewer.workspace.viewport import Viewport


class References:
    """Tells each visible viewport where the others lie, and shows one point in all of them.

    It hears every change of a viewport (`follow`). Only images that share a frame of reference
    and a patient know of each other.
    """

    def __init__(self, cells: Cells, links: Links) -> None:
        self.shows_lines = True
        self._cells = cells
        self._links = links
        self._cursor_lps: Vector | None = None
        self._is_busy = False
        cells.viewport_changed.connect(self.follow)
        cells.layout_changed.connect(self.refresh)
        cells.active_changed.connect(self.refresh)

    def show_lines(self, *, is_on: bool) -> None:
        """Draw reference lines, or none."""
        self.shows_lines = is_on
        self.refresh()

    def clear_cursor(self) -> None:
        """Take the 3D cursor away."""
        self._spread(None, None)

    def follow(self, viewport: Viewport) -> None:
        """Hear of a change: another point, or another image."""
        if self._is_busy or self._links.is_busy:
            return  # the one whose change moved all of these is heard of last
        if viewport.guides.cursor_lps != self._cursor_lps:
            self._spread(viewport, viewport.guides.cursor_lps)
        self.refresh()

    def refresh(self, _: object = None) -> None:
        """Bring the reference lines of all cells up to date."""
        self._is_busy = True
        try:
            places = {
                v: _place(v, is_active=v is self._cells.active)
                for v in self._cells.visible_viewports
            }
            for viewport in places:
                references = self._crossing(viewport, places) if self.shows_lines else ()
                viewport.set_guides(replace(viewport.guides, references=references))
        finally:
            self._is_busy = False

    def _crossing(
        self, viewport: Viewport, places: dict[Viewport, ImagePlane | None]
    ) -> tuple[ImagePlane, ...]:
        own, shown = places[viewport], viewport.display_set
        if own is None or shown is None:
            return ()
        return tuple(
            place
            for other, place in places.items()
            if place is not None
            and other is not viewport
            and other.display_set is not None
            and shares_space(shown, other.display_set)
            and not is_almost_parallel(place.plane, own.plane)
        )

    def _spread(self, source: Viewport | None, point: Vector | None) -> None:
        """Show a point of `source` in every cell that knows its space, at the nearest image."""
        self._cursor_lps = point
        self._is_busy = True
        try:
            with self._links.paused():
                for viewport in self._cells.visible_viewports:
                    if viewport is not source:
                        may_move = self._links.may_move(viewport)
                        _show_point(viewport, source, point, may_move=may_move)
        finally:
            self._is_busy = False


def _show_point(
    viewport: Viewport, source: Viewport | None, point: Vector | None, *, may_move: bool
) -> None:
    shown = viewport.display_set
    known = source.display_set if source is not None else None
    if point is not None and (shown is None or known is None or not shares_space(shown, known)):
        point = None
    # Another cell of the same stack stays: it was put there to show another image.
    if point and shown and known and shown.key != known.key and may_move:
        nearest = nearest_image(shown, point)
        if nearest is not None and nearest.off_mm is None:
            viewport.go_to(nearest.index)
    viewport.set_guides(replace(viewport.guides, cursor_lps=point))


def _place(viewport: Viewport, *, is_active: bool) -> ImagePlane | None:
    """Where the image on screen lies; None where that is not known."""
    frame = viewport.frame
    if frame is None or frame.header.plane is None or frame.image.disclosures.is_mosaic:
        return None
    pixels = frame.image.pixel_format
    return ImagePlane(frame.header.plane, pixels.columns, pixels.rows, is_active=is_active)
