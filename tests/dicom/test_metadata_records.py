"""Records made of the headers that a server tells are those that the files themselves give.

The headers come from pydicom's DICOM JSON, the records to compare with from our file scanner, which
the corpus tests hold against pydicom.
"""

from dataclasses import replace
from pathlib import Path

import pydicom
import pytest
from pydicom.data import get_testdata_file

from tests.support.builders import ct_series, make_dataset
from viewer.dicom.errors import DamagedFileError
from viewer.dicom.metadata_records import record_from_metadata
from viewer.dicom.scan import scan_file
from viewer.model.study import InstanceRecord

# Plain, enhanced, radiograph, multi-frame, without pixels.
FILES = (
    "CT_small.dcm", "MR_small.dcm", "examples_overlay.dcm", "examples_ybr_color.dcm",
    "reportsi.dcm", "rtdose.dcm", "rtstruct.dcm", "JPEG2000.dcm", "liver_1frame.dcm",
)  # fmt: skip


def told(path: Path) -> dict[str, dict[str, object]]:
    """The header as a server tells it: no file meta, bulk data by address."""
    dataset = pydicom.dcmread(path, force=True)
    return dataset.to_json_dict(
        bulk_data_threshold=1024, bulk_data_element_handler=lambda _: "http://pacs/bulk/1"
    )


def comparable(record: InstanceRecord) -> InstanceRecord:
    """Without what only the file can tell; numbers by their value, for JSON drops zeros."""
    splits = tuple((name, _number(text)) for name, text in record.split_values)
    return replace(
        record, file_size=0, file_mtime_ns=0, transfer_syntax_uid="", findings=(),
        split_values=splits,
    )  # fmt: skip


def _number(text: str) -> str:
    try:
        return str(float(text))
    except ValueError:
        return text


@pytest.mark.parametrize("name", FILES)
def test_the_header_alone_gives_the_record_of_the_file(name: str) -> None:
    path = Path(str(get_testdata_file(name, download=False)))
    record = scan_file(path)
    assert comparable(record_from_metadata(told(path), path)) == comparable(record)


def test_a_series_of_slices_keeps_its_planes(tmp_path: Path) -> None:
    ct_series(tmp_path, 3)
    for path in sorted(tmp_path.iterdir()):
        record = record_from_metadata(told(path), path)
        assert record.planes == scan_file(path).planes
        assert record.has_pixels


def test_an_image_without_pixels_in_its_header_is_an_image_all_the_same() -> None:
    model = make_dataset().to_json_dict()
    del model["7FE00010"]
    assert record_from_metadata(model, Path("x")).has_pixels


def test_a_header_that_no_image_can_have_is_refused() -> None:
    model = make_dataset().to_json_dict()
    model["00280010"] = {"vr": "US", "Value": [0]}
    with pytest.raises(DamagedFileError):
        record_from_metadata(model, Path("x"))


def test_a_number_of_frames_that_no_file_can_hold_counts_as_one() -> None:
    model = make_dataset().to_json_dict()
    model["00280008"] = {"vr": "IS", "Value": [2**40]}
    assert record_from_metadata(model, Path("x")).number_of_frames == 1


def test_an_enhanced_header_of_rubbish_is_refused() -> None:
    model = make_dataset().to_json_dict()
    model["00080016"] = {"vr": "UI", "Value": ["1.2.840.10008.5.1.4.1.1.2.1"]}
    model["52009230"] = {"vr": "SQ", "Value": [1]}
    with pytest.raises(DamagedFileError):
        record_from_metadata(model, Path("x"))
