"""Multi-frame objects of a real DICOMweb server come frame by frame, the one looked at first."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from numpy.typing import NDArray
from pydicom.uid import ExplicitVRLittleEndian, JPEG2000Lossless, JPEGLSLossless, RLELossless

from tests.support import builders
from tests.support.peers import Orthanc, free_port, orthanc
from tests.support.sending import send_files
from viewer.base.jobs import InlineRunner, Job
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.model.display_set import FrameRef
from viewer.model.identity import InstanceUid
from viewer.model.node import Node
from viewer.model.query import DicomJson
from viewer.net.web.client import WebClient
from viewer.net.web.resources import metadata
from viewer.net.web.server_files import ServerFiles
from viewer.net.web.wado import instance_path

FRAMES = 30


@pytest.fixture(scope="module")
def pacs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    folder = tmp_path_factory.mktemp("orthanc")
    with orthanc(folder, own_ae_title="RADIOLUCENT", own_port=free_port()) as peer:
        yield peer


@pytest.fixture
def files(tmp_path: Path) -> Iterator[ServerFiles]:
    made = ServerFiles(tmp_path / "cache")
    yield made
    made.close()


ENCODINGS: dict[str, tuple[str, Callable[[NDArray[Any]], bytes] | None]] = {
    "native": (ExplicitVRLittleEndian, None),
    "JPEG 2000": (JPEG2000Lossless, lambda a: imagecodecs.jpeg2k_encode(a, reversible=True)),
    "JPEG-LS": (JPEGLSLossless, imagecodecs.jpegls_encode),
    "RLE": (RLELossless, None),
}


def on_server(
    folder: Path, pacs: Orthanc, encoding: str
) -> tuple[Node, DicomJson, NDArray[np.uint16]]:
    """A cine of noise on the server: its header as the server tells it, and its frames."""
    syntax, encode = ENCODINGS[encoding]
    draw = np.random.Generator(np.random.PCG64(5))
    pixels = draw.integers(0, 4096, (FRAMES, 64, 48), dtype=np.uint16)
    dataset = builders.enhanced_ct(FRAMES, SOPInstanceUID=builders.uid("cine", encoding))
    builders.set_pixels(dataset, pixels)
    if encode is not None:
        builders.set_fragments(dataset, [encode(frame) for frame in pixels])
    if encoding == "RLE":
        dataset.compress(RLELossless, pixels, generate_instance_uid=False)
    path = builders.write(folder / "cine.dcm", dataset, syntax)
    node = Node("w", web_url=pacs.web_url)
    assert send_files([path], node=node, own_ae_title="US", job=Job()).is_complete
    record = scan_file(path)
    place = instance_path(record.study.study_uid, record.series.series_uid, record.sop_instance_uid)
    with WebClient(node, job=Job()) as client:
        (model,) = metadata(client, place)
    return node, model, pixels


@pytest.mark.parametrize("encoding", ["native", "JPEG 2000", "JPEG-LS"])
def test_only_the_frames_that_are_looked_at_come(
    files: ServerFiles, pacs: Orthanc, tmp_path: Path, encoding: str
) -> None:
    node, model, pixels = on_server(tmp_path, pacs, encoding)
    path = files.place(node, model)
    store = FrameStore(
        InlineRunner(), provide=lambda ref: files.provide_frame(ref.path, ref.frame_index)
    )
    for index in (17, 3, 17, 4, 5, 6, 29, 0):
        frame = store.load(FrameRef(path, InstanceUid("1"), index))
        np.testing.assert_array_equal(frame.pixels, pixels[index])
        assert frame.image.pixel_format.number_of_frames == FRAMES
    assert not path.exists()
    store.close()


def test_what_cannot_come_by_frames_comes_whole(
    files: ServerFiles, pacs: Orthanc, tmp_path: Path
) -> None:
    node, model, pixels = on_server(tmp_path, pacs, "RLE")
    path = files.place(node, model)
    store = FrameStore(
        InlineRunner(), provide=lambda ref: files.provide_frame(ref.path, ref.frame_index)
    )
    frame = store.load(FrameRef(path, InstanceUid("1"), 7))
    np.testing.assert_array_equal(frame.pixels, pixels[7])
    assert path.exists()
    store.close()


def test_whoever_wants_the_file_gets_all_of_it(
    files: ServerFiles, pacs: Orthanc, tmp_path: Path
) -> None:
    node, model, _ = on_server(tmp_path, pacs, "native")
    path = files.place(node, model)
    part = files.provide_frame(path, 2)
    assert part != path
    files.provide(path)
    assert scan_file(path).number_of_frames == FRAMES
    assert files.provide_frame(path, 3) == path
