"""Sending to DCMTK's `storescp`, which takes less than we have."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pydicom
import pytest
from pydicom.uid import UID, ExplicitVRLittleEndian, ImplicitVRLittleEndian, RLELossless

from tests.support.builders import ct_series, uid
from tests.support.peers import free_port, running
from tests.support.sending import send_files
from viewer.base.jobs import Job
from viewer.model.node import Node
from viewer.net.contexts import GET_CLASSES
from viewer.net.outcome import TransferReport

CLASSES = GET_CLASSES[:75]  # in two ways each: more than an association has room for


@contextmanager
def storescp(folder: Path, *options: str) -> Iterator[Node]:
    """It writes what comes into `folder`/came."""
    port = free_port()
    (folder / "came").mkdir()
    command = ["storescp", *options, "-od", str(folder / "came"), str(port)]
    with running(command, port=port, folder=folder):
        yield Node("scp", host="127.0.0.1", port=port, ae_title="SCP")


def sent_to(node: Node, folder: Path) -> TransferReport:
    return send_files([folder], node=node, own_ae_title="US", job=Job())


def came(folder: Path) -> list[pydicom.Dataset]:
    return [pydicom.dcmread(file) for file in (folder / "came").iterdir()]


@pytest.mark.parametrize("stored", [ExplicitVRLittleEndian, RLELossless])
@pytest.mark.parametrize("option", ["+xi", "+xe"])
def test_what_is_stored_otherwise_is_rewritten_exactly(
    stored: str, option: str, tmp_path: Path
) -> None:
    """A node may take Implicit VR alone, the default of the standard (PS3.5 10.1)."""
    ct_series(tmp_path / "images", 3)
    pixels = {}
    for file in (tmp_path / "images").iterdir():
        dataset = pydicom.dcmread(file)
        pixels[dataset.SOPInstanceUID] = dataset.pixel_array.tobytes()
        if stored != ExplicitVRLittleEndian:
            dataset.compress(stored, generate_instance_uid=False)
            dataset.save_as(file)
    with storescp(tmp_path, option) as node:
        report = sent_to(node, tmp_path / "images")
    assert (report.completed, report.failed) == (3, ())
    wanted = {"+xi": ImplicitVRLittleEndian, "+xe": ExplicitVRLittleEndian}[option]
    assert {dataset.file_meta.TransferSyntaxUID for dataset in came(tmp_path)} == {wanted}
    assert {d.SOPInstanceUID: d.pixel_array.tobytes() for d in came(tmp_path)} == pixels
    assert bool(report.warnings) is (stored != wanted)


def test_more_kinds_than_an_association_has_room_for_go_by_several(tmp_path: Path) -> None:
    ct_series(tmp_path / "images", len(CLASSES))
    for sop_class, file in zip(CLASSES, sorted((tmp_path / "images").iterdir()), strict=True):
        dataset = pydicom.dcmread(file)
        dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = UID(sop_class)
        dataset.SeriesInstanceUID = uid(f"series of {sop_class}")
        dataset.save_as(file)
    with storescp(tmp_path, "--promiscuous") as node:
        report = sent_to(node, tmp_path / "images")
    assert (report.completed, report.failed) == (len(CLASSES), ())
    assert {str(dataset.SOPClassUID) for dataset in came(tmp_path)} == set(CLASSES)
