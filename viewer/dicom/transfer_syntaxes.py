"""Transfer syntaxes: what each encoding is called, and what we do with it (PS3.5 10, A)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from viewer.dicom.errors import UnsupportedTransferSyntaxError

IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2"
EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
DEFLATED_LITTLE_ENDIAN = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2"


class Support(Enum):
    """What the program does with pixels in a transfer syntax."""

    DECODED = "decoded"
    VIDEO = "video"  # a stream of all frames, played
    NAMED = "named"  # named and refused; the header is shown


@dataclass(frozen=True, slots=True)
class TransferSyntax:
    """One encoding. `is_lossy`: the encoding as such may have lost information."""

    uid: str
    name: str
    is_encapsulated: bool = True
    is_lossy: bool = False
    support: Support = Support.DECODED
    is_retired: bool = False

    @property
    def is_implicit(self) -> bool:
        """Whether elements carry no value representation."""
        return self.uid in (IMPLICIT_LITTLE_ENDIAN, "1.2.840.10008.1.20")

    @property
    def is_big_endian(self) -> bool:
        """Whether numbers are stored with the high byte first."""
        return self.uid == EXPLICIT_BIG_ENDIAN

    @property
    def is_deflated(self) -> bool:
        """Whether the whole data set is one deflate stream (PS3.5 A.5)."""
        return self.uid in (
            DEFLATED_LITTLE_ENDIAN,
            "1.2.840.10008.1.2.4.95",
            "1.2.840.10008.1.2.4.205",
        )


# Suffix of 1.2.840.10008.1.2, kind, name. Kinds: n native, e encapsulated lossless, l encapsulated
# and maybe lossy, v video, then "-" named and refused, "~" named, refused and maybe lossy;
# a trailing r: retired.
_ROWS = """
       |n  |Implicit VR Little Endian
.1     |n  |Explicit VR Little Endian
.1.98  |e  |Encapsulated Uncompressed Explicit VR Little Endian
.1.99  |n  |Deflated Explicit VR Little Endian
.2     |nr |Explicit VR Big Endian
.4.50  |l  |JPEG Baseline (Process 1)
.4.51  |l  |JPEG Extended (Process 2 and 4)
.4.52  |~r |JPEG Extended (Process 3 and 5)
.4.53  |lr |JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)
.4.54  |~r |JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)
.4.55  |lr |JPEG Full Progression, Non-Hierarchical (Process 10 and 12)
.4.56  |~r |JPEG Full Progression, Non-Hierarchical (Process 11 and 13)
.4.57  |e  |JPEG Lossless, Non-Hierarchical (Process 14)
.4.58  |-r |JPEG Lossless, Non-Hierarchical (Process 15)
.4.59  |~r |JPEG Extended, Hierarchical (Process 16 and 18)
.4.60  |~r |JPEG Extended, Hierarchical (Process 17 and 19)
.4.61  |~r |JPEG Spectral Selection, Hierarchical (Process 20 and 22)
.4.62  |~r |JPEG Spectral Selection, Hierarchical (Process 21 and 23)
.4.63  |~r |JPEG Full Progression, Hierarchical (Process 24 and 26)
.4.64  |~r |JPEG Full Progression, Hierarchical (Process 25 and 27)
.4.65  |-r |JPEG Lossless, Hierarchical (Process 28)
.4.66  |-r |JPEG Lossless, Hierarchical (Process 29)
.4.70  |e  |JPEG Lossless, First-Order Prediction (Process 14, Selection Value 1)
.4.80  |e  |JPEG-LS Lossless
.4.81  |l  |JPEG-LS Near-Lossless
.4.90  |e  |JPEG 2000 (Lossless Only)
.4.91  |l  |JPEG 2000
.4.92  |-  |JPEG 2000 Part 2 Multi-component (Lossless Only)
.4.93  |~  |JPEG 2000 Part 2 Multi-component
.4.94  |~  |JPIP Referenced
.4.95  |~  |JPIP Referenced Deflate
.4.100 |v  |MPEG2 Main Profile / Main Level
.4.100.1|v |Fragmentable MPEG2 Main Profile / Main Level
.4.101 |v  |MPEG2 Main Profile / High Level
.4.101.1|v |Fragmentable MPEG2 Main Profile / High Level
.4.102 |v  |MPEG-4 AVC/H.264 High Profile / Level 4.1
.4.102.1|v |Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.1
.4.103 |v  |MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1
.4.103.1|v |Fragmentable MPEG-4 AVC/H.264 BD-compatible High Profile / Level 4.1
.4.104 |v  |MPEG-4 AVC/H.264 High Profile / Level 4.2 for 2D Video
.4.104.1|v |Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 for 2D Video
.4.105 |v  |MPEG-4 AVC/H.264 High Profile / Level 4.2 for 3D Video
.4.105.1|v |Fragmentable MPEG-4 AVC/H.264 High Profile / Level 4.2 for 3D Video
.4.106 |v  |MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2
.4.106.1|v |Fragmentable MPEG-4 AVC/H.264 Stereo High Profile / Level 4.2
.4.107 |v  |HEVC/H.265 Main Profile / Level 5.1
.4.108 |v  |HEVC/H.265 Main 10 Profile / Level 5.1
.4.110 |e  |JPEG XL Lossless
.4.111 |l  |JPEG XL JPEG Recompression
.4.112 |l  |JPEG XL
.4.201 |e  |High-Throughput JPEG 2000 (Lossless Only)
.4.202 |e  |High-Throughput JPEG 2000 with RPCL Options (Lossless Only)
.4.203 |l  |High-Throughput JPEG 2000
.4.204 |~  |JPIP HTJ2K Referenced
.4.205 |~  |JPIP HTJ2K Referenced Deflate
.5     |e  |RLE Lossless
.6.1   |-r |RFC 2557 MIME Encapsulation
.6.2   |-r |XML Encoding
.7.1   |-  |SMPTE ST 2110-20 Uncompressed Progressive Active Video
.7.2   |-  |SMPTE ST 2110-20 Uncompressed Interlaced Active Video
.7.3   |-  |SMPTE ST 2110-30 PCM Digital Audio
.8.1   |e  |Deflated Image Frame Compression
"""

_NOT_ENCAPSULATED = (".4.94", ".4.95", ".4.204", ".4.205", ".6.1", ".6.2")


def _parse(row: str) -> TransferSyntax:
    suffix, kind, name = (part.strip() for part in row.split("|"))
    support = {"v": Support.VIDEO, "-": Support.NAMED, "~": Support.NAMED}
    return TransferSyntax(
        uid="1.2.840.10008.1.2" + suffix,
        name=name,
        is_encapsulated=kind[0] != "n" and suffix not in _NOT_ENCAPSULATED,
        is_lossy=kind[0] in "lv~",
        support=support.get(kind[0], Support.DECODED),
        is_retired=kind.endswith("r"),
    )


_PAPYRUS = TransferSyntax(
    "1.2.840.10008.1.20",
    "Papyrus 3 Implicit VR Little Endian",
    is_encapsulated=False,
    support=Support.NAMED,
    is_retired=True,
)

TRANSFER_SYNTAXES: Mapping[str, TransferSyntax] = MappingProxyType(
    {syntax.uid: syntax for syntax in (*map(_parse, _ROWS.strip("\n").splitlines()), _PAPYRUS)}
)


def transfer_syntax(uid: str) -> TransferSyntax:
    """Look a transfer syntax up; `UnsupportedTransferSyntaxError` for an unknown UID."""
    try:
        return TRANSFER_SYNTAXES[uid]
    except KeyError:
        raise UnsupportedTransferSyntaxError(
            f"The transfer syntax {uid or '(none)'} is not known.",
            hint="The header can be read; the pixels cannot.",
        ) from None


def is_video(uid: str) -> bool:
    """Whether the pixel data are one stream of all frames."""
    syntax = TRANSFER_SYNTAXES.get(uid)
    return syntax is not None and syntax.support is Support.VIDEO
