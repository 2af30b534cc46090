"""Links of other programs, `radiolucent://study/UID`: off at first, and always asked about."""

import re
from typing import Final

from viewer.base.i18n import tr
from viewer.commands.command import call
from viewer.commands.context import Notice, Tone
from viewer.model.identity import StudyUid
from viewer.qt.main_window import MainWindow
from viewer.qt.messages import Offer

_LONGEST_UID: Final = 64
_STUDY: Final = re.compile(r"radiolucent://study/((?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))+)/?")


def study_of(link: str) -> StudyUid | None:
    """The study that a link names; None for anything else, which is never looked at further."""
    found = _STUDY.fullmatch(link)
    if found is None or len(found[1]) > _LONGEST_UID:
        return None
    return StudyUid(found[1])


def offer_link(window: MainWindow, link: str, *, is_on: bool) -> None:
    """Ask whether to show the study that a link names; where links are off, say so."""
    study_uid = study_of(link)
    if study_uid is None:
        hint = tr("A link looks like radiolucent://study/1.2.3")
        window.messages.tell(Notice(Tone.WARNING, tr("A link was not understood."), hint))
    elif not is_on:
        hint = tr("They can be allowed in the preferences.")
        window.messages.tell(Notice(Tone.WARNING, tr("Links of other programs are off."), hint))
    else:
        message = tr("Another program asks to show a study of the list.")
        show = call("study.show", study_uid=study_uid)
        offer = Offer(tr("Show it"), lambda: window.verbs.run(show))
        window.messages.tell(Notice(Tone.NOTE, message), offer)
