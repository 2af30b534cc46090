"""Links of other programs: off at first, checked, and never followed unasked (SEC-024)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from tests.support.builders import ct_series
from tests.support.window import OpenWindow
from viewer.qt.links import offer_link, study_of

Opened = Callable[[Path], OpenWindow]


@pytest.mark.parametrize(
    "link",
    [
        "", "radiolucent://", "radiolucent://study/", "radiolucent://study/1.2/../../etc",
        "radiolucent://study/1.2?x=1", "radiolucent://study/01.2", "radiolucent://study/1..2",
        "radiolucent://study/" + "1." * 40 + "1", "radiolucent://run/1.2", "http://study/1.2",
        "radiolucent://study/1.2\n",
    ],
)  # fmt: skip
def test_anything_but_a_study_by_its_uid_is_not_understood(link: str) -> None:
    assert study_of(link) is None


def test_a_study_is_named_by_its_uid() -> None:
    assert study_of("radiolucent://study/1.2.840.10008") == "1.2.840.10008"
    assert study_of("radiolucent://study/1.2.3/") == "1.2.3"


def test_links_are_off_until_somebody_allows_them(program: OpenWindow) -> None:
    assert not program.program.parts.settings.value.links.is_on
    offer_link(program.window, "radiolucent://study/1.2", is_on=False)
    assert any("off" in text for text in program.window.messages.texts)


def test_a_study_is_shown_once_the_user_agrees(opened: Opened, tmp_path: Path) -> None:
    ct_series(tmp_path / "ct", 3)
    program = opened(tmp_path / "ct")
    study_uid = program.workspace.display_sets[0].study_uid
    program.workspace.close_all()
    program.settle()
    offer_link(program.window, f"radiolucent://study/{study_uid}", is_on=True)
    program.settle()
    assert not program.workspace.display_sets, "not before somebody agreed"
    (button,) = [
        each for each in program.window.findChildren(QPushButton) if each.text() == "Show it"
    ]
    button.click()
    program.wait(lambda: program.workspace.display_sets)
    program.settle()
    assert program.workspace.display_sets[0].study_uid == study_uid


def test_a_link_that_is_none_is_told(program: OpenWindow) -> None:
    offer_link(program.window, "radiolucent:rm -rf", is_on=True)
    assert any("not understood" in text for text in program.window.messages.texts)
