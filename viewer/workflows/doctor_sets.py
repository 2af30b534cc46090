"""Doctor for what holds files: archives, and the DICOMDIR of a medium."""

from dataclasses import replace
from pathlib import Path

from viewer.model.finding import Finding, Severity
from viewer.workflows.diagnosis import Diagnosis, worst_first
from viewer.workflows.file_set import listed_files
from viewer.workflows.packed_errors import PackedFileError, PasswordError
from viewer.workflows.path_failure import PathFailure
from viewer.workflows.unpack import is_gzip
from viewer.workflows.zip_file import is_outside, open_zip


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
    missing: list[PathFailure] = []
    count = sum(1 for _ in listed_files(str(path), failed=missing.append))
    what = "A DICOMDIR: a table of contents, not an object."
    findings = [Finding(Severity.ERROR, "file", what, "Open the folder that it lies in.")]
    if missing:
        told = f"Files that it lists cannot be found, or not all of it can be read: {len(missing)}."
        remedy = "Copy the whole medium again; what is there is found without it."
        findings.append(Finding(Severity.WARNING, "file", told, remedy))
    summary = f"A DICOMDIR that leads to {count:,} files."
    return Diagnosis(path, summary, True, False, tuple(findings))
