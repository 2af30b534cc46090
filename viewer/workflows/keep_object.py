"""Keep an object that was made here in the archive, and open it beside its study."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.base.jobs import Job
from viewer.index.options import Copies
from viewer.model.archive import Archive
from viewer.model.identity import StudyUid
from viewer.workflows.import_files import import_files
from viewer.workflows.open_paths import open_paths


def keep_object(
    write: Callable[[Path], object],
    *,
    study_uid: StudyUid,
    archive: Archive,
    store: Path,
    job: Job,
) -> None:
    """Have `write` make a file, copy it into the `store`, list it, and send it to be opened.

    Nothing is kept where it leaves none.
    Raises what `write` raises, and `ViewerError` where the object cannot be kept.
    """
    before = set(archive.locate(study_uid))
    with TemporaryDirectory(prefix="radiolucent-") as folder:
        path = Path(folder) / "object.dcm"
        write(path)
        if not path.exists():
            return
        report = import_files([path], archive=archive, job=job, store=store, copies=Copies.ALWAYS)
    if report.failed or report.not_dicom:
        reason = report.failed[0].reason if report.failed else ""
        raise ViewerError(tr("The object could not be kept."), hint=reason)
    made = [path for path in archive.locate(study_uid) if path not in before]
    open_paths(made, archive=None, job=job)
