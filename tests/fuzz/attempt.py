"""One mutant on its way: listed, read, decoded in the pool, rendered, its elements listed."""

from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import mkdtemp

from tests.support.builders import make_dataset, write
from viewer.base.errors import ViewerError
from viewer.dicom.decoding.frames import open_pixels
from viewer.dicom.decoding.read_frame import read_frame
from viewer.dicom.display_sets import split_display_sets
from viewer.dicom.exchange import native_xml
from viewer.dicom.images import read_image
from viewer.dicom.objects.documents import read_document
from viewer.dicom.objects.reports import read_report
from viewer.dicom.read import read_dataset
from viewer.dicom.scan import scan_file
from viewer.dicom.tag_tree import tag_rows
from viewer.frames.workers import DecodePool
from viewer.model.display_set import FrameRef
from viewer.model.frame import Frame
from viewer.model.image import Image
from viewer.render.annotations import annotation_drawing
from viewer.render.scene import Scene
from viewer.workflows.doctor import examine
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame
from viewer.workspace.report_marks import placed

_FRAMES = 2
_MAX_SIDE = 4096  # larger pictures are read, but not rendered: many mutants are hollow


def attempt(path: Path, pool: DecodePool) -> int:
    """Do all that the program does with a file; returns how many frames were rendered.

    Whatever is raised other than `ViewerError` is a bug.
    """
    with suppress(ViewerError):
        split_display_sets([scan_file(path)])
    with suppress(ViewerError):
        file = read_dataset(path)
        native_xml(file.dataset)
        for _ in tag_rows(file):
            pass
    with suppress(ViewerError):
        read_document(path)
    with suppress(ViewerError):
        _say(path)
    examine(path, decode=pool.decode)
    with suppress(ViewerError):
        return _show(read_image(path), pool)
    return 0


def _say(path: Path) -> None:
    """Put what a report says on an image that it may refer to."""
    report = read_report(path)
    image = read_image_of_tests()
    if report is not None and report.state is not None:
        with suppress(ViewerError):
            render_frame(image, RenderOptions(size=(64, 64), presentation=report.state))
    if report is not None and report.annotations:
        shown = split_display_sets([scan_file(image.image.path)])
        for annotation in placed([(report, shown[0])], shown):
            annotation_drawing(Scene(image, 64, 64, annotations=(annotation,)))


@cache
def read_image_of_tests() -> Frame:
    """The image that the reports among the seeds refer to."""
    folder = Path(mkdtemp())
    return load_frame(write(folder / "image.dcm", make_dataset()))


def _show(image: Image, pool: DecodePool) -> int:
    source = open_pixels(image)
    shown = 0
    try:
        for index in islice(range(source.pixel_format.number_of_frames), _FRAMES):
            ref = FrameRef(image.path, image.sop_instance_uid, index)
            with suppress(ViewerError):
                frame = read_frame(image, source, ref, decode=pool.decode)
                if max(frame.pixels.shape) <= _MAX_SIDE:
                    options = RenderOptions(size=(64, 64), draws_text=True, draws_overlays=True)
                    render_frame(frame, options)
                    shown += 1
    finally:
        source.close()
    return shown
