"""What the archive holds of one study: its stacks, and what was measured and marked in it."""

from contextlib import closing
from dataclasses import dataclass

from viewer.base.errors import ViewerError
from viewer.base.paths import app_paths
from viewer.cli.output import warn
from viewer.cli.session import Session
from viewer.model.annotation import Annotation
from viewer.model.display_set import DisplaySet
from viewer.model.identity import StudyUid
from viewer.model.key_image import KeyImage


@dataclass(frozen=True, slots=True, eq=False)
class StudyContent:
    """The stacks of a study as the window would show them, with annotations and key images."""

    stacks: tuple[DisplaySet, ...]
    annotations: tuple[Annotation, ...]
    keys: tuple[KeyImage, ...]


def study_content(session: Session, study_uid: StudyUid) -> StudyContent:
    """Read it; nothing is made where there is no archive, and files that are gone are told of.

    There are no stacks of a study that is not in the archive.
    """
    annotations, keys = _annotations(session, study_uid), _keys(session, study_uid)
    return StudyContent(_stacks(session, study_uid), annotations, keys)


def _stacks(session: Session, study_uid: StudyUid) -> tuple[DisplaySet, ...]:
    from viewer.dicom.display_sets import split_display_sets
    from viewer.dicom.scan import scan_file

    if not app_paths(session.home).index_file.exists():
        return ()
    records = []
    with session.archive() as archive:
        chosen = archive.character_sets().get(study_uid, "")
        for path in archive.locate(study_uid):
            try:
                records.append(scan_file(path, character_set=chosen))
            except ViewerError as error:
                warn(f"{path}: {error.message}")
    return tuple(split_display_sets(records))


def _annotations(session: Session, study_uid: StudyUid) -> tuple[Annotation, ...]:
    from viewer.index.annotation_store import AnnotationStore

    file = app_paths(session.home).annotations_file
    if not file.exists():
        return ()
    with closing(AnnotationStore(file)) as store:
        return tuple(store.load(study_uid))


def _keys(session: Session, study_uid: StudyUid) -> tuple[KeyImage, ...]:
    from viewer.index.key_image_store import KeyImageStore

    file = app_paths(session.home).key_images_file
    if not file.exists():
        return ()
    with closing(KeyImageStore(file)) as store:
        return tuple(store.load(study_uid))
