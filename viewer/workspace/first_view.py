"""How a picture was hung or presented: to what resetting its view returns."""

from dataclasses import replace

from viewer.model.identity import InstanceUid
from viewer.model.view import Appearance, ViewState
from viewer.workspace.viewport import Viewport


def hang_view(viewport: Viewport, view: ViewState) -> None:
    """Look at a picture in a way to which resetting returns; the image stays."""
    viewport.first_view = replace(view, index=0)
    reset_view(viewport)


def reset_view(viewport: Viewport) -> None:
    """Look at a picture as it was hung: whole, with the turns and at the edge it had then."""
    viewport.set_view(replace(viewport.first_view, index=viewport.view.index))


def show_as_presented(viewport: Viewport, presentation_uid: InstanceUid) -> None:
    """Look at a stack by a presentation state, with nothing else in between; by none as hung."""
    viewport.set_appearance(
        Appearance(
            interpolation=viewport.appearance.interpolation, presentation_uid=presentation_uid
        )
    )
    if presentation_uid:
        viewport.set_view(ViewState(index=viewport.view.index))
    else:
        reset_view(viewport)
