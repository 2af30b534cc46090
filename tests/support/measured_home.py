"""A home of the program with something measured in it, for the command line."""

from contextlib import closing
from pathlib import Path

import pydicom

from tests.support.builders import ct_series
from tests.support.open_files import load_frame
from viewer.base.paths import app_paths
from viewer.cli.main import run
from viewer.index.annotation_store import AnnotationStore
from viewer.index.key_image_store import KeyImageStore
from viewer.model.identity import InstanceUid, SeriesUid, StudyUid
from viewer.model.key_image import KeyImage
from viewer.model.shape import Shape, ShapeKind
from viewer.workspace.tools.annotate import measured, new_annotation


def measured_home(folder: Path) -> Path:
    """A series of three in the archive: a length on the second image, which is marked too."""
    paths = ct_series(folder / "ct", 3)
    home = folder / "home"
    assert run(["--home", str(home), "import", str(folder / "ct")]) == 0
    files = app_paths(home).create()
    frame = load_frame(paths[1])
    line = Shape(ShapeKind.LENGTH, ((1.0, 1.0), (4.0, 5.0)))
    with closing(AnnotationStore(files.annotations_file)) as store:
        store.save([measured(new_annotation(frame, line), frame)])
    image = frame.image
    key = KeyImage(StudyUid(image.study_uid), SeriesUid(image.series_uid),
                   InstanceUid(image.sop_instance_uid))  # fmt: skip
    with closing(KeyImageStore(files.key_images_file)) as store:
        store.save([key])
    return home


def study_of(folder: Path) -> str:
    """The study that the files are of."""
    return str(pydicom.dcmread(next((folder / "ct").glob("*"))).StudyInstanceUID)
