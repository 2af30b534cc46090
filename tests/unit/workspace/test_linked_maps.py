"""Objects with real-world maps tell the images that they are for (DC-110)."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.support.builders import make_dataset, write
from tests.support.real_world import mapping, mapping_object
from tests.support.runners import StepRunner
from viewer.dicom.scan import scan_file
from viewer.frames.store import FrameStore
from viewer.render.readout import value_at
from viewer.workspace.viewport import Canvas, Viewport
from viewer.workspace.workspace import Workspace


def image(folder: Path, **elements: object) -> Path:
    return write(folder / "image", make_dataset(np.full((8, 8), 15, np.uint16), **elements))


def told(viewport: Viewport) -> str:
    scene = viewport.scene(Canvas(8, 8))
    assert scene is not None
    readout = value_at(scene, scene.width / 2, scene.height / 2)
    assert readout is not None
    return readout.value_text.partition(" · ")[2]


def showing(workspace: Workspace, path: Path) -> Viewport:
    workspace.add_records([scan_file(path)])
    (shown,) = [s for s in workspace.display_sets if s.is_showable]
    workspace.show(shown)
    return workspace.active


def test_a_map_is_told_as_soon_as_its_object_is_read_and_until_it_is_closed(
    frames: FrameStore, runner: StepRunner, tmp_path: Path
) -> None:
    workspace = Workspace(frames, runner)
    viewport = showing(workspace, image(tmp_path))
    uid = viewport.wanted.sop_instance_uid if viewport.wanted else ""
    maps = mapping_object({str(uid): ()}, mapping(), mapping(LUTLabel="T1"))
    maps.StudyInstanceUID = "1.2.3.4"
    painted: list[Viewport] = []
    workspace.viewport_changed.connect(painted.append)
    workspace.add_records([scan_file(write(tmp_path / "maps", maps))])
    assert told(viewport) == ""
    painted.clear()
    runner.run_all()
    assert painted == [viewport]
    assert told(viewport) == "ADC 8.5 mm2/s · T1 8.5 mm2/s"
    (study,) = {s.study_uid for s in workspace.display_sets if s.is_document}
    workspace.close_study(study)
    assert told(viewport) == ""


def test_only_the_frames_that_are_named_have_the_map(frames: FrameStore, tmp_path: Path) -> None:
    workspace = Workspace(frames)
    pixels = np.full((3, 8, 8), 15, np.uint16)
    path = write(tmp_path / "image", make_dataset(pixels, NumberOfFrames=3))
    viewport = showing(workspace, path)
    uid = viewport.wanted.sop_instance_uid if viewport.wanted else ""
    maps = write(tmp_path / "maps", mapping_object({str(uid): (2,)}, mapping()))
    workspace.add_records([scan_file(maps)])
    assert told(viewport) == ""
    viewport.scroll(1)
    assert told(viewport) == "ADC 8.5 mm2/s"


def test_another_image_has_no_map(frames: FrameStore, tmp_path: Path) -> None:
    workspace = Workspace(frames)
    viewport = showing(workspace, image(tmp_path))
    maps = write(tmp_path / "maps", mapping_object({"1.2.3.4.5": ()}, mapping()))
    workspace.add_records([scan_file(maps)])
    assert [s.sop_class_uid[-3:] for s in workspace.display_sets if s.is_document] == [".67"]
    assert told(viewport) == ""


def test_one_of_several_maps_is_told_by_its_number(frames: FrameStore, tmp_path: Path) -> None:
    workspace = Workspace(frames)
    own = mapping(LUTLabel="own", MeasurementUnitsCodeSequence=None)
    viewport = showing(workspace, image(tmp_path, RealWorldValueMappingSequence=[own]))
    uid = viewport.wanted.sop_instance_uid if viewport.wanted else ""
    maps = write(tmp_path / "maps", mapping_object({str(uid): ()}, mapping()))
    workspace.add_records([scan_file(maps)])
    texts = []
    for number in range(3):
        viewport.set_appearance(replace(viewport.appearance, real_world_number=number))
        texts.append(told(viewport))
    assert texts == ["own 8.5 · ADC 8.5 mm2/s", "own 8.5", "ADC 8.5 mm2/s"]
