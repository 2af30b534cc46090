"""Doctor for what holds files: archives, and the DICOMDIR of a medium."""

from dataclasses import replace
from pathlib import Path

from viewer.dicom.dicomdir import referenced_files
from viewer.dicom.errors import DicomError
from viewer.model.finding import Finding, Severity
from viewer.workflows.diagnosis import Diagnosis, worst_first
from viewer.workflows.file_set import listed_files
from viewer.workflows.packed_errors import PackedFileError, PasswordError
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.unpack import is_gzip
from viewer.workflows.zip_file import is_outside, open_zip

_COPY_AGAIN = "Copy the whole medium again; what is there is found without it."


def holder_of(path: Path) -> Path:
    """The archive that a member is shown in, for the path of a member; any other path as it is."""
    if path.exists():
        return path
    return next((parent for parent in path.parents if parent.is_file()), path)


def about_archive(diagnosis: Diagnosis) -> Diagnosis:
    """Say of a ZIP file, beside that it is no DICOM, what would keep it from being opened."""
    if is_gzip(diagnosis.path):
        return diagnosis
    try:
        with open_zip(diagnosis.path, "") as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except PasswordError as error:
        note = Finding(Severity.NOTE, "file", error.message, "It is asked when it is opened.")
        return replace(diagnosis, summary="An encrypted ZIP archive.").with_findings([note])
    except OSError:
        return diagnosis  # it could be read a moment ago
    except PackedFileError as error:
        finding = Finding(Severity.ERROR, "file", error.message, error.hint)
        return replace(diagnosis, findings=worst_first((finding, *diagnosis.findings)))
    size = sum(member.file_size for member in members) / (1 << 20)
    told = replace(
        diagnosis, summary=f"A ZIP archive of {len(members):,} files, {size:,.1f} MB when unpacked."
    )
    outside = sum(map(is_outside, members))
    if not outside:
        return told
    what = f"Members whose names lead out of the archive, and that are not unpacked: {outside:,}."
    remedy = "Ask whoever made the archive why; do not unpack it with other programs."
    return told.with_findings([Finding(Severity.WARNING, "file", what, remedy, "SEC-022")])


def examine_dicomdir(path: Path) -> Diagnosis:
    """Say what a DICOMDIR lists, and how much of it is there."""
    listed = set[tuple[str, ...]]()
    what = "A DICOMDIR: a table of contents, not an object."
    findings = [Finding(Severity.ERROR, "file", what, "Open the folder that it lies in.")]
    try:
        listed.update(referenced_files(path))
    except DicomError as error:
        findings.append(Finding(Severity.WARNING, "file", error.message, _COPY_AGAIN))
    missing = len(listed) - sum(1 for _ in listed_files(str(path), failed=_ignore))
    if missing:
        told = f"Of the files that it lists, {missing:,} are not there."
        findings.append(Finding(Severity.WARNING, "file", told, _COPY_AGAIN))
    summary = f"A DICOMDIR that lists {len(listed):,} file{'' if len(listed) == 1 else 's'}."
    return Diagnosis(path, summary, True, False, tuple(findings))


def _ignore(_: PathFailure) -> None:
    """Leave one file uncounted."""
