"""Waveforms in physical units: ECG, pressures, breathing, sound (PS3.3 C.10.9, DC-180)."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.attributes import Attributes
from viewer.dicom.objects.values import code_text, date_time_text, number_text, unit_text
from viewer.dicom.sop_classes import sop_class_name
from viewer.model.document import Document, Entry, Part, Table
from viewer.model.finding import Severity
from viewer.model.waveform import Channel, Recording

_MAX_CHANNELS = 1024
_MAX_ANNOTATIONS = 2000

# Waveform Sample Interpretation -> how a sample is stored (PS3.3 C.10.9.1.5).
_SAMPLE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "SB": "i1", "UB": "u1", "MB": "u1", "AB": "u1", "SS": "i2", "US": "u2",
        "SL": "i4", "UL": "u4", "SV": "i8", "UV": "u8",
    }
)  # fmt: skip


def waveform_document(root: Attributes) -> Document:
    """The recordings, what is known of them, and the annotations on them."""
    class_name = sop_class_name(root.text("SOPClassUID"))
    recordings: list[Recording] = []
    broken: list[Part] = []
    for number, group in enumerate(root.items("WaveformSequence"), 1):
        made = _recording(group, number)
        if isinstance(made, Recording):
            recordings.append(made)
        else:
            broken.append(made)
    if not recordings and not broken:
        broken.append(_broken("The object holds no waveform."))
    facts: list[Part] = []
    if when := date_time_text(root.text("AcquisitionDateTime")):
        facts.append(Entry("Recorded", when))
    if recordings:
        facts.append(_summary(recordings))
    notes = tuple(_annotations(root))
    if notes:
        facts.append(Entry("Annotations", parts=notes, is_heading=True))
    return Document(
        title=root.text("SeriesDescription") or class_name,
        object_name=class_name,
        parts=(*broken, *facts),
        recordings=tuple(recordings),
    )


def _recording(group: Attributes, number: int) -> Recording | Entry:
    """One multiplex group, or a line that says what is wrong with it."""
    where = f"Recording {number}"
    definitions = list(group.items("ChannelDefinitionSequence"))[:_MAX_CHANNELS]
    count = group.integer("NumberOfWaveformChannels") or len(definitions)
    frequency = group.decimal("SamplingFrequency") or 0.0
    kind = _SAMPLE_KINDS.get(group.text("WaveformSampleInterpretation"))
    if kind is None:
        return _broken(f"{where}: its samples are stored in an unknown way.")
    if frequency <= 0:
        return _broken(f"{where}: the sampling frequency is missing.")
    if not 0 < count <= _MAX_CHANNELS or count != len(definitions):
        return _broken(f"{where}: the number of channels contradicts their definitions.")
    raw = group.words("WaveformData", kind=kind)
    samples = raw[: len(raw) // count * count].reshape(-1, count)
    if not len(samples):
        return _broken(f"{where}: there are no samples.")
    values = _expanded(samples, group)
    label = group.text("MultiplexGroupLabel") or group.text("WaveformOriginality").capitalize()
    channels = tuple(
        _channel(definition, values[:, k], k + 1, frequency)
        for k, definition in enumerate(definitions)
    )
    return Recording(label or where, frequency, channels)


def _expanded(samples: NDArray[Any], group: Attributes) -> NDArray[np.float32]:
    """Linear samples, with NaN for padding."""
    companded = _COMPANDED.get(group.text("WaveformSampleInterpretation"))
    linear = samples if companded is None else companded()[samples]
    values = linear.astype(np.float32)
    padding = group.words("WaveformPaddingValue", kind=samples.dtype.str[1:])
    if len(padding):
        values[samples == padding[0]] = np.nan
    return values


def _channel(
    definition: Attributes, raw: NDArray[np.float32], number: int, frequency: float
) -> Channel:
    """Scale one channel: sample * sensitivity * correction + baseline (PS3.3 C.10.9.1.4)."""
    name = definition.text("ChannelLabel") or code_text(definition, "ChannelSourceSequence")
    sensitivity = definition.decimal("ChannelSensitivity")
    skew_s = definition.decimal("ChannelTimeSkew")
    if skew_s is None:
        skew_s = (definition.decimal("ChannelSampleSkew") or 0.0) / frequency
    values, units = raw, ""
    if sensitivity:
        correction = definition.decimal("ChannelSensitivityCorrectionFactor")
        factor = sensitivity * (1.0 if correction is None else correction)
        values = raw * np.float32(factor)
        values += np.float32(definition.decimal("ChannelBaseline") or 0.0)
        units = unit_text(definition, "ChannelSensitivityUnitsSequence")
    return Channel(name or f"Channel {number}", np.ascontiguousarray(values), units, skew_s)


def _summary(recordings: list[Recording]) -> Table:
    rows = tuple(
        (
            recording.label,
            str(len(recording.channels)),
            number_text(recording.duration_s, "s"),
            number_text(recording.frequency_hz, "Hz"),
            ", ".join(sorted({channel.units or "no scale" for channel in recording.channels})),
        )
        for recording in recordings
    )
    return Table("Recordings", ("Recording", "Channels", "Length", "Sampling", "Units"), rows)


def _annotations(root: Attributes) -> Iterator[Entry]:
    for count, note in enumerate(root.items("WaveformAnnotationSequence")):
        if count == _MAX_ANNOTATIONS:
            yield _broken(f"Only the first {_MAX_ANNOTATIONS} annotations are listed.")
            return
        name = code_text(note, "ConceptNameCodeSequence")
        number = note.text("NumericValue")
        value = (
            f"{number} {unit_text(note)}".rstrip()
            if number
            else note.text("UnformattedTextValue") or code_text(note, "ConceptCodeSequence")
        )
        if name or value:
            yield Entry(name, value)


def _broken(what: str) -> Entry:
    return Entry(value=what, severity=Severity.WARNING)


def _mu_law() -> NDArray[np.int16]:
    """The 256 values of 8-bit mu-law (ITU-T G.711)."""
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = (((mantissa.astype(np.int32) << 3) + 0x84) << exponent) - 0x84
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_law() -> NDArray[np.int16]:
    """The 256 values of 8-bit A-law (ITU-T G.711)."""
    code = np.arange(256, dtype=np.uint8) ^ 0x55
    exponent, mantissa = ((code >> 4) & 7).astype(np.int32), (code & 15).astype(np.int32)
    size = (mantissa << 4) + 8 + np.where(exponent > 0, 0x100, 0)
    size <<= np.maximum(exponent - 1, 0)
    return np.where(code & 0x80, size, -size).astype(np.int16)


_COMPANDED = MappingProxyType({"MB": _mu_law, "AB": _a_law})
