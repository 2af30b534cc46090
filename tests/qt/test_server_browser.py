"""The browser on a DICOMweb server: Orthanc, in the real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication

from tests.support.builders import ct_series, make_dataset, uid, write
from tests.support.peers import Orthanc, free_port, orthanc
from tests.support.sending import send_files
from tests.support.web_peer import Reply, web_peer
from tests.support.window import OpenWindow, open_window
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.node_store import NodeStore


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("orthanc")
    with orthanc(folder, own_ae_title="RADIOLUCENT", own_port=free_port()) as peer:
        files = folder / "files"
        ct_series(files / "a", 5, name="a", StudyInstanceUID=uid("a"), StudyDescription="Knee")
        ct_series(files / "b", 4, name="b", StudyInstanceUID=uid("b"), StudyDescription="Skull")
        other = make_dataset(
            StudyInstanceUID=uid("b"),
            SeriesInstanceUID=uid("b2"),
            SeriesNumber="7",
            StudyDescription="Skull",
        )
        write(files / "c", other)
        node = Node("w", web_url=peer.web_url)
        assert send_files([files], node=node, own_ae_title="US", job=Job()).is_complete
        yield peer


@pytest.fixture
def served(qapp: QApplication, isolated_home: Path, pacs: Orthanc) -> Iterator[OpenWindow]:
    """The window, its browser on the server."""
    NodeStore(isolated_home / "config").put(Node("Archive", web_url=pacs.web_url))
    with open_window(qapp) as program:
        program.window.browser.places.choice.setCurrentIndex(1)
        program.wait(lambda: studies(program))
        yield program


def studies(program: OpenWindow) -> dict[str, QModelIndex]:
    model = program.window.browser.model
    return {
        str(index.data()): index
        for patient in range(model.rowCount())
        for index in (
            model.index(row, 0, model.index(patient, 0))
            for row in range(model.rowCount(model.index(patient, 0)))
        )
    }


def test_without_servers_there_is_no_choice_of_a_place(program: OpenWindow) -> None:
    assert not program.window.browser.places.isVisible()


def test_a_server_entered_meanwhile_is_offered_when_the_window_comes_back(
    program: OpenWindow, isolated_home: Path
) -> None:
    places = program.window.browser.places
    NodeStore(isolated_home / "config").put(Node("New", web_url="https://pacs.example/rs"))
    places.refresh()
    assert places.isVisible()
    assert [places.choice.itemText(n) for n in range(places.choice.count())] == [
        "This computer",
        "New",
    ]


def test_the_search_box_works_on_a_server_as_it_does_here(served: OpenWindow) -> None:
    assert studies(served).keys() == {"Knee", "Skull"}
    browser = served.window.browser
    browser.filters.box.setText("skul")
    served.wait(lambda: studies(served).keys() == {"Skull"})
    browser.filters.box.setText("nobody")
    served.wait(lambda: "No study on Archive matches" in browser._nothing.text())
    browser.filters.box.setText("")
    served.wait(lambda: studies(served).keys() == {"Knee", "Skull"})


def test_the_series_of_a_study_come_when_it_is_opened_in_the_tree(served: OpenWindow) -> None:
    browser = served.window.browser
    browser.view.setExpanded(studies(served)["Skull"], True)
    served.wait(lambda: browser.model.rowCount(studies(served)["Skull"]) == 2)


def test_a_study_of_a_server_opens_with_all_its_images_and_leaves_nothing_here(
    served: OpenWindow, isolated_home: Path
) -> None:
    served.window.browser._open(studies(served)["Skull"])
    served.wait(lambda: served.viewport.frame is not None)
    served.settle()
    assert sorted(len(s.frames) for s in served.workspace.display_sets) == [1, 4]
    wanted = served.viewport.display_set
    assert wanted is not None
    assert wanted.study_uid == uid("b")
    for index in range(len(wanted.frames)):
        served.viewport.go_to(index)
        served.wait(lambda: not served.viewport.is_loading)
        assert served.viewport.failure is None
    assert list((isolated_home / "cache" / "servers").rglob("*.dcm"))
    assert served.program.archive.find_studies() == []
    served.program.parts.servers.close()
    assert not (isolated_home / "cache" / "servers").exists()


def test_the_menu_of_a_server_study_retrieves_it_to_this_computer(served: OpenWindow) -> None:
    menu = served.window.browser.menu_of(studies(served)["Knee"])
    assert menu is not None
    opening, retrieving = menu.actions()
    assert (opening.text(), retrieving.text()) == ("Open", "Retrieve to this computer")
    retrieving.trigger()
    served.wait(served.program.archive.find_studies)
    served.settle()
    (row,) = served.program.archive.find_studies()
    assert (row.study.study_uid, row.instance_count) == (uid("a"), 5)
    transfers = served.program.parts.transfers
    served.wait(lambda: transfers.known)
    (transfer,) = transfers.known
    assert transfer.title == "Doe, Jane  ·  2024-01-31  ·  Knee"


def test_back_on_this_computer_its_own_studies_are_listed(served: OpenWindow) -> None:
    served.window.browser.places.choice.setCurrentIndex(0)
    served.wait(lambda: not studies(served))
    assert "No studies yet" in served.window.browser._nothing.text()


def test_a_server_that_fails_says_so_in_place_of_its_studies(
    qapp: QApplication, isolated_home: Path
) -> None:
    with web_peer(lambda _: Reply(403)) as peer:
        NodeStore(isolated_home / "config").put(Node("Closed", web_url=peer.url))
        with open_window(qapp) as program:
            program.window.browser.places.choice.setCurrentIndex(1)
            nothing = program.window.browser._nothing
            program.wait(lambda: "does not allow it" in nothing.text())
            assert "administrator" in nothing.text()
