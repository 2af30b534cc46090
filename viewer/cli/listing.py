"""Rows of the archive as DICOM keywords, for `list --json`, and as lines."""

from viewer.export.studies import Keywords
from viewer.model.archive import InstanceRow, SeriesRow, StudyRow


def series_keywords(row: SeriesRow) -> Keywords:
    """One series."""
    series = row.series
    return {
        "StudyInstanceUID": series.study_uid,
        "SeriesInstanceUID": series.series_uid,
        "Modality": series.modality,
        "SeriesNumber": series.number,
        "SeriesDescription": series.description,
        "BodyPartExamined": series.body_part,
        "Laterality": series.laterality,
        "SeriesDate": series.date,
        "SeriesTime": series.time,
        "ProtocolName": series.protocol,
        "FrameOfReferenceUID": series.frame_of_reference_uid,
        "NumberOfSeriesRelatedInstances": row.instance_count,
    }


def instance_keywords(row: InstanceRow) -> Keywords:
    """One file; `path` is where it lies."""
    return {
        "StudyInstanceUID": row.study_uid,
        "SeriesInstanceUID": row.series_uid,
        "SOPClassUID": row.sop_class_uid,
        "SOPInstanceUID": row.sop_instance_uid,
        "TransferSyntaxUID": row.transfer_syntax_uid,
        "InstanceNumber": row.instance_number,
        "Rows": row.rows,
        "Columns": row.columns,
        "NumberOfFrames": row.number_of_frames,
        "path": str(row.path),
    }


def study_line(row: StudyRow) -> tuple[str, ...]:
    """The cells of STUDY_HEADINGS."""
    study, patient = row.study, row.study.patient
    return (
        study.date,
        patient.name.display(),
        patient.patient_id,
        " ".join(row.modalities),
        str(row.series_count),
        str(row.instance_count),
        study.description,
        study.study_uid,
    )


STUDY_HEADINGS = ("Date", "Patient", "ID", "Modality", "Series", "Images", "Description", "UID")


def series_line(row: SeriesRow) -> tuple[str, ...]:
    """The cells of SERIES_HEADINGS."""
    series = row.series
    number = "" if series.number is None else str(series.number)
    return (
        number,
        series.modality,
        str(row.instance_count),
        series.description,
        series.series_uid,
    )


SERIES_HEADINGS = ("Number", "Modality", "Images", "Description", "UID")


def instance_line(row: InstanceRow) -> tuple[str, ...]:
    """The cells of INSTANCE_HEADINGS."""
    number = "" if row.instance_number is None else str(row.instance_number)
    position = "" if row.position_mm is None else f"{row.position_mm:.2f}"
    return number, position, f"{row.columns} x {row.rows}", str(row.number_of_frames), str(row.path)


INSTANCE_HEADINGS = ("Number", "Position mm", "Size", "Frames", "Path")
