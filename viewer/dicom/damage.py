"""Tell a picture that lost its pixels from an object that has none."""

from collections.abc import Iterable

from viewer.dicom.errors import DamagedFileError
from viewer.dicom.sop_classes import is_image
from viewer.model.finding import Finding, Severity


def refuse_broken(sop_class_uid: str, findings: Iterable[Finding]) -> None:
    """Raise `DamagedFileError` for an object without pixel data that is not whole."""
    for finding in findings:
        if finding.severity is Severity.ERROR:
            raise DamagedFileError(
                "The file is cut off or damaged.",
                hint="Get the file again from where it came.",
                detail=f"{finding.where}: {finding.what}",
            )
    if is_image(sop_class_uid):
        raise DamagedFileError(
            "An image without pixel data: the file is not whole.",
            hint="Get the file again from where it came.",
        )
