"""Signs in the pixels themselves that header and data do not fit: a picture that looks wrong."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.decoding.frames import PixelSource
from viewer.model.finding import Finding, FindingKind, Severity
from viewer.model.frame import Frame
from viewer.model.image import Photometric, PixelFormat
from viewer.workflows.render_image import RenderOptions, render_frame

_MUCH = 4.0  # times rougher in the wrong byte order; real pictures differ less
_CHROMA_MIDDLE = 128


def frame_symptoms(frame: Frame, source: PixelSource) -> list[Finding]:
    """What may make one frame look wrong, or black; `source` is open and holds its bytes."""
    findings = [*_window_symptoms(frame)]
    pixel_format = source.pixel_format
    if not source.is_encapsulated and pixel_format.bits_allocated == 16 and not frame.is_colour:
        words = source.native(frame.ref.frame_index)[: 2 * frame.pixels.size]
        findings += _word_symptoms(frame, words, source)
    if frame.is_colour and pixel_format.photometric is Photometric.RGB:
        findings += _colour_symptoms(frame)
    return findings


def _window_symptoms(frame: Frame) -> list[Finding]:
    if frame.pixels.size == 0 or frame.pixels.min() == frame.pixels.max():
        return [Finding(Severity.NOTE, "PixelData", "All pixels have the same value.", "Nothing.")]
    if not frame.has_window:
        return []
    if not frame.header.voi:
        return [
            Finding(
                Severity.NOTE, "WindowCenter",
                "The file has no window: the brightness is chosen from the pixels.",
                "Set the window by hand if the picture is too dark or too bright.", "DC-012",
                FindingKind.WINDOW,
            )
        ]  # fmt: skip
    picture = render_frame(frame, RenderOptions())
    if picture.min() < picture.max():
        return []
    return [
        Finding(
            Severity.WARNING, "WindowCenter",
            "The window of the file leaves the whole picture black or white.",
            "Choose the full range, or another window.", "DC-014", FindingKind.WINDOW,
        )
    ]  # fmt: skip


def _word_symptoms(frame: Frame, cells: NDArray[np.uint8], source: PixelSource) -> list[Finding]:
    """Native words of 16 bits: their byte order, and bits that do not belong to the value."""
    kind = np.dtype(">u2" if source.is_big_endian else "<u2")
    words = cells.view(kind).astype(np.uint16).reshape(frame.pixels.shape)
    findings = []
    if looks_swapped(words):
        findings.append(
            Finding(
                Severity.WARNING, "PixelData",
                "The two bytes of each pixel look swapped: the picture would be noise.",
                "Ask whoever wrote the file; its transfer syntax contradicts its pixels.",
                "PS3.5 7.3",
            )
        )  # fmt: skip
    elif has_stray_bits(words, source.pixel_format) and not frame.embedded_overlays:
        findings.append(
            Finding(
                Severity.NOTE, "BitsStored",
                "Bits outside Bits Stored are set; they were left out.",
                "If the picture looks wrong, Bits Stored or High Bit is wrong.", "DC-001",
            )
        )  # fmt: skip
    return findings


def looks_swapped(words: NDArray[np.uint16]) -> bool:
    """Whether a picture is far smoother with the bytes of its words the other way round."""
    return _roughness(words) > _MUCH * _roughness(words.byteswap()) > 0


def _roughness(words: NDArray[np.uint16]) -> float:
    """Mean step between neighbours, of the spread; whichever sign makes it smaller."""
    found = []
    for kind in (np.uint16, np.int16):
        values = words.view(kind).astype(np.float32)
        spread = float(values.std())
        steps = np.abs(np.diff(values, axis=-1))
        found.append(float(steps.mean()) / spread if spread and steps.size else 0.0)
    return min(found)


def has_stray_bits(words: NDArray[np.uint16], pixel_format: PixelFormat) -> bool:
    """Whether bits above Bits Stored are set, other than copies of a sign."""
    bits = pixel_format.bits_stored
    if bits >= 16:
        return False
    above: NDArray[Any] = words >> bits
    clean = above == 0
    if pixel_format.is_signed:
        clean |= (above == (1 << 16 - bits) - 1) & (words >> bits - 1 & 1 == 1)
    return not bool(clean.all())


def _colour_symptoms(frame: Frame) -> list[Finding]:
    """RGB whose second and third sample behave like chrominance is probably YCbCr."""
    if frame.pixels.dtype != np.uint8:
        return []
    samples = frame.pixels.reshape(-1, 3).astype(np.float32)
    spreads = samples.std(axis=0)
    middles = np.abs(np.median(samples, axis=0) - _CHROMA_MIDDLE)
    if middles[1:].max() > 2 or spreads[0] < 10 or spreads[1:].max() > spreads[0] / 2:
        return []
    return [
        Finding(
            Severity.WARNING, "PhotometricInterpretation",
            "The header says RGB, but the samples look like YCbCr: colours may be green and pink.",
            "Compare the colours with another viewer; tell whoever wrote the file.",
            "PS3.3 C.7.6.3.1.2",
        )
    ]  # fmt: skip
