"""The modality worklist of DCMTK's wlmscpfs, by the command line."""

import json
from pathlib import Path

import pydicom
import pytest
from pydicom.dataset import Dataset

from tests.support.peers import free_port, running
from viewer.cli.main import run
from viewer.model.node import Node
from viewer.net.node_store import NodeStore


def worklist_item(folder: Path) -> None:
    """One scheduled examination, as wlmscpfs reads it."""
    step = Dataset()
    step.Modality, step.ScheduledStationAETitle = "CT", "CT1"
    step.ScheduledProcedureStepStartDate = "20260102"
    step.ScheduledProcedureStepStartTime = "0900"
    step.ScheduledProcedureStepID, step.ScheduledProcedureStepDescription = "S1", "Chest"
    step.ScheduledPerformingPhysicianName = "Roe^Richard"
    item = Dataset()
    item.PatientName, item.PatientID, item.AccessionNumber = "Doe^Jane", "ID1", "A1"
    item.StudyInstanceUID, item.RequestedProcedureID = "1.2.3.4", "P1"
    item.RequestedProcedureDescription = "Chest"
    item.ScheduledProcedureStepSequence = [step]
    (folder / "WLSCP").mkdir()
    (folder / "WLSCP" / "lockfile").touch()
    pydicom.dcmwrite(folder / "WLSCP" / "one.wl", item, implicit_vr=False, little_endian=True)


def test_the_worklist_is_listed(
    tmp_path: Path, isolated_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    worklist_item(tmp_path)
    port = free_port()
    store = NodeStore(isolated_home / "config")
    store.put(Node("ris", host="127.0.0.1", port=port, ae_title="WLSCP"))
    command = ["wlmscpfs", "-csk", "-dfr", "-dfp", str(tmp_path), str(port)]
    with running(command, port=port, folder=tmp_path):
        assert run(["worklist", "ris", "PatientName=Doe*", "--json"]) == 0
        (found,) = json.loads(capsys.readouterr().out)
        assert run(["worklist", "ris", "PatientName=Roe*", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == []
    assert found["00100010"]["Value"] == [{"Alphabetic": "Doe^Jane"}]
    assert found["0020000D"]["Value"] == ["1.2.3.4"]
    assert found["00321060"]["Value"] == ["Chest"]
