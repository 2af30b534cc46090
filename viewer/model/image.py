"""Image: what one SOP instance says about its pixels and how to show them."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from pathlib import Path

from viewer.model.displayed_area import Placement
from viewer.model.finding import Finding
from viewer.model.geometry import PatientOrientation, PixelSpacing, Plane
from viewer.model.identity import FrameOfReferenceUid, InstanceUid, SeriesUid, StudyUid
from viewer.model.lut import Modality, PaletteLut, PixelPadding, Voi
from viewer.model.overlay import Overlay
from viewer.model.patient import Patient
from viewer.model.pet import Pet
from viewer.model.real_world import RealWorldMapping
from viewer.model.shutter import Shutter


class Photometric(StrEnum):
    """Photometric Interpretation (PS3.3 C.7.6.3.1.2)."""

    MONOCHROME1 = "MONOCHROME1"
    MONOCHROME2 = "MONOCHROME2"
    PALETTE_COLOR = "PALETTE COLOR"
    RGB = "RGB"
    YBR_FULL = "YBR_FULL"
    YBR_FULL_422 = "YBR_FULL_422"
    YBR_PARTIAL_422 = "YBR_PARTIAL_422"
    YBR_PARTIAL_420 = "YBR_PARTIAL_420"
    YBR_ICT = "YBR_ICT"
    YBR_RCT = "YBR_RCT"
    XYB = "XYB"

    @property
    def is_monochrome(self) -> bool:
        """Whether the grayscale pipeline applies."""
        return self in (Photometric.MONOCHROME1, Photometric.MONOCHROME2)


class SampleKind(Enum):
    """Which of the three pixel data elements holds the samples."""

    INTEGER = "PixelData"
    FLOAT = "FloatPixelData"
    DOUBLE = "DoubleFloatPixelData"


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """The Image Pixel module (PS3.3 C.7.6.3) with the transfer syntax that encodes it."""

    rows: int
    columns: int
    samples_per_pixel: int
    bits_allocated: int
    bits_stored: int
    high_bit: int
    is_signed: bool
    photometric: Photometric
    planar_configuration: int
    number_of_frames: int
    transfer_syntax_uid: str
    sample_kind: SampleKind = SampleKind.INTEGER

    @property
    def frame_bits(self) -> int:
        """Bits of one native frame; 4:2:2 native frames hold two samples a pixel (PS3.5 8.2)."""
        samples = self.samples_per_pixel
        if self.photometric in (Photometric.YBR_FULL_422, Photometric.YBR_PARTIAL_422):
            samples = 2
        return self.rows * self.columns * samples * self.bits_allocated


@dataclass(frozen=True, slots=True)
class UltrasoundRegion:
    """One calibrated region (PS3.3 C.8.5.5): bounds are inclusive 0-based pixels."""

    min_x: int
    min_y: int
    max_x: int
    max_y: int
    units_x: int  # 3 = cm, 4 = s, 5 = Hz, 7 = cm/s ...
    units_y: int
    delta_x: float
    delta_y: float
    reference_x: int | None
    reference_y: int | None
    is_low_priority: bool
    reference_value_y: float = 0.0  # in the units of y


@dataclass(frozen=True, slots=True)
class FrameHeader:
    """What may differ from frame to frame (per-frame functional groups, PS3.3 C.7.6.16)."""

    plane: Plane | None
    modality: Modality
    voi: tuple[Voi, ...]
    thickness_mm: float | None = None
    dimension_index: tuple[int, ...] = ()
    shutter: Shutter | None = None
    real_world: tuple[RealWorldMapping, ...] = ()
    label: str = ""  # what tells it from its neighbours: "detector 1, phase 2" (DC-103)
    tile_origin: tuple[int, int] = (0, 0)  # column and row in the picture of which it is a tile


@dataclass(frozen=True, slots=True)
class AcquisitionTexts:
    """Texts for the corners of a viewport, as stored; empty where absent."""

    institution: str = ""
    study_date: str = ""
    study_time: str = ""
    study_description: str = ""
    accession_number: str = ""
    series_number: str = ""
    series_description: str = ""
    instance_number: str = ""
    patient_age: str = ""
    technique: str = ""  # "120 kVp 200 mAs", "TR 2000 TE 90", ...
    laterality: str = ""
    view: str = ""  # of a radiograph: "MLO", "PA"


@dataclass(frozen=True, slots=True)
class Compression:
    """What is known about losses (PS3.3 C.7.6.1.1.5): once lossy, always lossy."""

    is_lossy: bool = False
    ratios: tuple[float, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Disclosures:
    """What the file says about the worth of its image (DC-066)."""

    has_burned_in_text: bool | None = None  # None: it does not say
    has_recognizable_features: bool = False
    is_derived: bool = False
    is_mosaic: bool = False  # slices side by side in one picture
    is_for_processing: bool = False
    is_quality_control: bool = False
    is_not_clinical: bool = False  # made for research or service


@dataclass(frozen=True, slots=True)
class Image:
    """One SOP instance with pixels: header values only, no pixel data.

    `frames` has one entry when every frame shares it, else one for each frame.
    `pixel_data_offset` is the file position of the value of the pixel data element, and
    `pixel_data_length` its length, None for encapsulated data (undefined length).
    Both refer to the file as stored, so for deflated files they are -1.
    """

    path: Path
    sop_class_uid: str
    sop_instance_uid: InstanceUid
    series_uid: SeriesUid
    study_uid: StudyUid
    frame_of_reference_uid: FrameOfReferenceUid | None
    modality: str
    pixel_format: PixelFormat
    frames: tuple[FrameHeader, ...]
    pixel_data_offset: int
    pixel_data_length: int | None
    is_big_endian: bool
    patient: Patient
    texts: AcquisitionTexts
    spacing: PixelSpacing
    pixel_aspect: float = 1.0  # height of a pixel over its width, for display (DC-050)
    orientation: PatientOrientation | None = None  # only where no frame has a plane (DC-081)
    is_quadruped: bool = False
    is_inverse: bool = False  # Presentation LUT Shape INVERSE or MONOCHROME1 (DC-020)
    palette: PaletteLut | None = None
    padding: PixelPadding | None = None
    regions: tuple[UltrasoundRegion, ...] = ()
    frame_times_ms: tuple[float, ...] = ()  # one value, or one for each frame (DC-103)
    compression: Compression = Compression()
    supplement: PaletteLut | None = None  # colours of high values of a monochrome image
    icc_profile: bytes = b""  # of colour and palette images, usable; b"" means sRGB
    overlays: tuple[Overlay, ...] = ()
    disclosures: Disclosures = Disclosures()
    pet: Pet | None = None
    placement: Placement | None = None  # by a presentation state
    findings: tuple[Finding, ...] = ()

    def frame(self, index: int) -> FrameHeader:
        """The header of one frame, 0-based."""
        return self.frames[index if len(self.frames) > 1 else 0]
