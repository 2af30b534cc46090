"""How a picture was hung: to what resetting its view returns."""

from dataclasses import replace

from viewer.model.view import ViewState
from viewer.workspace.viewport import Viewport


def hang_view(viewport: Viewport, view: ViewState) -> None:
    """Look at a picture in a way to which resetting returns; the image stays."""
    viewport.first_view = replace(view, index=0)
    reset_view(viewport)


def reset_view(viewport: Viewport) -> None:
    """Look at a picture as it was hung: whole, with the turns and at the edge it had then."""
    viewport.set_view(replace(viewport.first_view, index=viewport.view.index))
