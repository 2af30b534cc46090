"""A cine on a real DICOMweb server, in the real window: only the frames looked at come here."""

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QApplication

from tests.qt.test_server_browser import studies
from tests.support import builders
from tests.support.peers import free_port, orthanc
from tests.support.sending import send_files
from tests.support.window import open_window
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.node_store import NodeStore

FRAMES = 200


def test_of_a_cine_on_a_server_only_the_frames_looked_at_come_here(
    qapp: QApplication, isolated_home: Path, tmp_path: Path
) -> None:
    y, x = np.mgrid[:128, :160]
    pixels = np.stack([(x + y + k) % 200 for k in range(FRAMES)]).astype(np.uint8)
    cine = builders.make_dataset(
        SOPClassUID="1.2.840.10008.5.1.4.1.1.7.2",
        StudyDescription="Cine",
        NumberOfFrames=FRAMES,
        RescaleIntercept=0,
    )
    path = builders.write(tmp_path / "cine.dcm", builders.set_pixels(cine, pixels))
    (tmp_path / "orthanc").mkdir()
    with orthanc(tmp_path / "orthanc", own_ae_title="US", own_port=free_port()) as peer:
        node = Node("Archive", web_url=peer.web_url)
        assert send_files([path], node=node, own_ae_title="US", job=Job()).is_complete
        NodeStore(isolated_home / "config").put(node)
        with open_window(qapp) as program:
            browser = program.window.browser
            browser.places.choice.setCurrentIndex(1)
            program.wait(lambda: "Cine" in studies(program))
            browser._open(studies(program)["Cine"])
            program.wait(lambda: program.viewport.frame is not None)
            program.wait(lambda: program.viewport.length == FRAMES)
            program.settle()
            for index in (120, 121, 60):
                program.viewport.go_to(index)
                program.wait(lambda: not program.viewport.is_loading)
                assert program.viewport.failure is None
                assert program.viewport.frame is not None
                np.testing.assert_array_equal(program.viewport.frame.pixels, pixels[index])
            (room,) = (isolated_home / "cache" / "servers").rglob("*.dcm")
            assert room.parent.name.startswith("frames-")  # the whole object never came
