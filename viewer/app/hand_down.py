"""Hand the values of settings down to the floors that go by them."""

from viewer.settings.store import SettingsStore
from viewer.workflows.keep_session import KeptSession
from viewer.workspace.workspace import Workspace


def hand_down(settings: SettingsStore, workspace: Workspace, kept_session: KeptSession) -> None:
    """Give everyone the values, now and whenever they change or new cells come."""

    def give(_: object = None) -> None:
        kept_session.goes_on = settings.value.session.is_kept
        workspace.display.follow(settings.value.display)
        workspace.toolset.options = settings.value.mouse
        templates = settings.value.corner_text.templates
        for viewport in workspace.viewports:
            if viewport.corner_texts != templates:
                viewport.corner_texts = templates
                viewport.changed.emit(viewport)

    give()
    settings.changed.connect(give)
    workspace.layout_changed.connect(give)
    workspace.screens_changed.connect(give)
