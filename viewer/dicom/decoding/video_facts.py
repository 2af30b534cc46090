"""What a video stream says of itself, held against the header (SEC-003, coverage 5.2)."""

from dataclasses import dataclass
from typing import Final

from viewer.dicom.errors import CorruptPixelDataError
from viewer.dicom.transfer_syntaxes import transfer_syntax
from viewer.model.finding import Finding, Severity
from viewer.model.image import PixelFormat

_TOLERANCE: Final = 0.02  # 29.97 frames a second are 30, and containers only estimate lengths
_CODECS: Final = (("MPEG2", "mpg2", "MPEG-2"), ("H.264", "h264", "H.264"), ("HEVC", "hevc", "HEVC"))


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The stream's own account; `frame_count` and `rate` are 0 where it gives none."""

    columns: int
    rows: int
    codec: str  # four characters
    rate: float
    frame_count: int
    is_cut: bool


def check_video(facts: VideoFacts, pixel_format: PixelFormat) -> None:
    """Refuse a stream that would decode to something else than the header promises (SEC-003)."""
    if pixel_format.samples_per_pixel != 3:
        raise CorruptPixelDataError(
            "A video has three samples per pixel, "
            f"the header says {pixel_format.samples_per_pixel}."
        )
    if (facts.columns, facts.rows) != (pixel_format.columns, pixel_format.rows):
        raise CorruptPixelDataError(
            f"The video is {facts.columns} by {facts.rows} pixels, "
            f"the header says {pixel_format.columns} by {pixel_format.rows}."
        )


def video_findings(
    facts: VideoFacts, pixel_format: PixelFormat, *, frame_time_ms: float, seen: int | None
) -> tuple[Finding, ...]:
    """What a reader should know about a video that plays all the same.

    `frame_time_ms` is the header's, 0 without; `seen` the number of frames once the end of the
    stream was reached, or one more than announced where it goes on.
    """
    found = [
        *_length_findings(facts, pixel_format.number_of_frames, seen),
        *_codec_findings(facts, pixel_format.transfer_syntax_uid),
        *_rate_findings(facts, frame_time_ms),
    ]
    if pixel_format.bits_stored > 8:
        found.append(
            _finding(
                "BitsStored",
                f"The video is shown with 8 of its {pixel_format.bits_stored} bits a sample.",
                Severity.NOTE,
            )
        )
    return tuple(found)


def _length_findings(facts: VideoFacts, announced: int, seen: int | None) -> list[Finding]:
    findings = []
    if facts.is_cut:
        findings.append(
            _finding("PixelData", "The file ends in the middle of the video.", Severity.ERROR)
        )
    estimate = facts.frame_count
    is_far_off = abs(estimate - announced) > max(1.0, _TOLERANCE * announced)
    if seen is not None and seen < announced:
        what = f"The video has {seen} frames, the header says {announced}."
    elif seen is not None and seen > announced:
        what = f"The video goes on behind the {announced} frames that the header says."
    elif seen is None and estimate > 0 and is_far_off:
        what = f"The video has about {estimate} frames, the header says {announced}."
    else:
        return findings
    return [*findings, _finding("NumberOfFrames", what)]


def _codec_findings(facts: VideoFacts, uid: str) -> list[Finding]:
    name = transfer_syntax(uid).name
    promised = next((code for part, code, _ in _CODECS if part in name), "")
    found = next((name for _, code, name in _CODECS if code == facts.codec), facts.codec)
    if facts.codec == promised:
        return []
    return [_finding("TransferSyntaxUID", f"The video is {found}; the file says {name}.")]


def _rate_findings(facts: VideoFacts, frame_time_ms: float) -> list[Finding]:
    if not facts.rate:
        return []
    own = 1000 / facts.rate
    if not frame_time_ms:
        what = f"The header does not say how fast to play; the video itself says {own:.4g} ms."
    elif abs(own - frame_time_ms) > _TOLERANCE * frame_time_ms:
        what = (
            f"A frame of the video lasts {own:.4g} ms by itself and {frame_time_ms:.4g} ms "
            "by the header, at whose pace it plays."
        )
    else:
        return []
    return [_finding("FrameTime", what)]


def _finding(where: str, what: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(severity, where, what, reference="DC-181")
