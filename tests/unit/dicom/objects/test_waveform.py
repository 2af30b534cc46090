"""Waveforms in physical units, against pydicom and the tables of G.711 (DC-180)."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import report, write
from viewer.dicom.objects.documents import read_document
from viewer.model.document import Document, Entry
from viewer.model.waveform import Recording

ECG = "1.2.840.10008.5.1.4.1.1.9.1.1"


def item(**elements: Any) -> Dataset:
    ds = Dataset()
    for keyword, value in elements.items():
        setattr(ds, keyword, value)
    return ds


def channel(**elements: Any) -> Dataset:
    source = item(CodeValue="1", CodingSchemeDesignator="99TEST", CodeMeaning="Lead I")
    return item(ChannelSourceSequence=Sequence([source]), **elements)


def group(data: bytes, *channels: Dataset, **elements: Any) -> Dataset:
    values = {
        "NumberOfWaveformChannels": len(channels), "SamplingFrequency": "250",
        "WaveformBitsAllocated": 16, "WaveformSampleInterpretation": "SS",
    } | elements  # fmt: skip
    ds = item(ChannelDefinitionSequence=Sequence(channels), **values)
    ds.add_new(0x54001010, "OB" if values["WaveformBitsAllocated"] == 8 else "OW", data)
    return ds


def read(tmp_path: Path, *groups: Dataset, **elements: Any) -> Document:
    ds = report(SOPClassUID=ECG, Modality="ECG", **elements)
    ds.WaveformSequence = Sequence(groups)
    return read_document(write(tmp_path / "wave.dcm", ds))


def words(*numbers: int) -> bytes:
    return np.array(numbers, "<i2").tobytes()


def test_a_real_ecg_has_the_values_that_pydicom_gives() -> None:
    path = get_testdata_file("waveform_ecg.dcm")
    assert isinstance(path, str)
    recordings = read_document(Path(path)).recordings
    ds = dcmread(path)
    assert len(recordings) == 2
    for number, recording in enumerate(recordings):
        expected = ds.waveform_array(number)
        ours = np.stack([channel.values for channel in recording.channels], axis=1)
        assert np.allclose(ours, expected, rtol=1e-6)
        sequence = ds.WaveformSequence[number]
        assert recording.frequency_hz == float(sequence.SamplingFrequency)
        assert {channel.units for channel in recording.channels} == {"uV"}


def test_a_real_deflated_recording_has_the_values_that_pydicom_gives(corpus: Path) -> None:
    path = corpus / "cornerstonejs+dicomParser/testImages/deflate/wave_dfl"
    (recording,) = read_document(path).recordings
    ours = np.stack([channel.values for channel in recording.channels], axis=1)
    assert np.allclose(ours, dcmread(path).waveform_array(0), rtol=1e-6)


def test_a_value_is_sample_times_sensitivity_times_correction_plus_baseline(
    tmp_path: Path,
) -> None:
    scaled = channel(
        ChannelSensitivity="0.5", ChannelSensitivityCorrectionFactor="4", ChannelBaseline="-1"
    )
    (recording,) = read(tmp_path, group(words(0, 10, -10), scaled)).recordings
    assert recording.channels[0].values.tolist() == [-1.0, 19.0, -21.0]


def test_channels_lie_sample_by_sample_in_the_data(tmp_path: Path) -> None:
    data = words(1, 10, 2, 20, 3, 30)
    (recording,) = read(tmp_path, group(data, channel(), channel())).recordings
    assert [channel.values.tolist() for channel in recording.channels] == [[1, 2, 3], [10, 20, 30]]
    assert {channel.units for channel in recording.channels} == {""}
    assert recording.duration_s == pytest.approx(3 / 250)


def test_padding_is_no_value(tmp_path: Path) -> None:
    padded = group(words(5, -32768, 7), channel(), WaveformPaddingValue=words(-32768))
    (recording,) = read(tmp_path, padded).recordings
    values = recording.channels[0].values
    assert np.isnan(values[1])
    assert values[[0, 2]].tolist() == [5, 7]


def test_a_skewed_channel_starts_later(tmp_path: Path) -> None:
    (recording,) = read(
        tmp_path,
        group(words(1, 2), channel(ChannelTimeSkew="0.25"), channel(ChannelSampleSkew="5")),
    ).recordings
    assert [channel.delay_s for channel in recording.channels] == [0.25, 5 / 250]


@pytest.mark.parametrize(
    ("law", "codes", "expected"),
    [
        # ITU-T G.711, tables 1a to 2b: the largest, the smallest and a middle value of each sign.
        ("MB", b"\x80\x00\xff\x7f\xb5\x35", [32124, -32124, 0, 0, 3260, -3260]),
        ("AB", b"\xaa\x2a\xd5\x55\xb5\x35", [32256, -32256, 8, -8, 8448, -8448]),
    ],
)
def test_companded_sound_is_expanded(
    tmp_path: Path, law: str, codes: bytes, expected: list[int]
) -> None:
    made = group(codes, channel(), WaveformBitsAllocated=8, WaveformSampleInterpretation=law)
    (recording,) = read(tmp_path, made).recordings
    assert recording.channels[0].values.tolist() == expected


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"WaveformSampleInterpretation": "XX"}, "unknown way"),
        ({"SamplingFrequency": "0"}, "sampling frequency"),
        ({"NumberOfWaveformChannels": 3}, "number of channels"),
    ],
)
def test_a_broken_recording_is_named_and_the_others_shown(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    document = read(
        tmp_path, group(words(1, 2), channel(), **change), group(words(3, 4), channel())
    )
    (recording,) = document.recordings
    assert isinstance(recording, Recording)
    broken = document.parts[0]
    assert isinstance(broken, Entry)
    assert told in broken.value
    assert broken.severity is not None


def test_annotations_are_listed_with_their_units(tmp_path: Path) -> None:
    note = item(NumericValue="72")
    note.ConceptNameCodeSequence = Sequence([item(CodeMeaning="Heart rate", CodeValue="1")])
    note.MeasurementUnitsCodeSequence = Sequence(
        [item(CodeValue="/min", CodingSchemeDesignator="UCUM", CodeMeaning="per minute")]
    )
    document = read(
        tmp_path,
        group(words(1, 2), channel()),
        WaveformAnnotationSequence=Sequence([note, item(UnformattedTextValue="Sinus rhythm")]),
    )
    heading = document.parts[-1]
    assert isinstance(heading, Entry)
    assert heading.parts == (Entry("Heart rate", "72 /min"), Entry("", "Sinus rhythm"))
