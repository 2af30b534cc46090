"""The ultrasound of the sample study: two heart beats as a colour cine, calibrated, JPEG."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from imagecodecs import jpeg8_encode
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.uid import JPEGBaseline8Bit

from viewer.base.jobs import Job
from viewer.dicom.sample.echo_scene import (
    BEAMS,
    DEPTH_CM,
    DEPTHS,
    HALF_ANGLE,
    EchoFrame,
    echo_frame,
    echo_grid,
)
from viewer.dicom.sample.study import SampleSeries, coded, decimal, new_image

FRAMES = 60
ROWS = 480
COLUMNS = 640
CM_PER_PIXEL = 0.04
_US_MULTIFRAME_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.3.1"
_FRAMES_PER_SECOND = 30
_FRAMES_PER_BEAT = 30
_APEX_X, _APEX_Y = 320, 28
_JPEG_QUALITY = 86
_BOX_DEPTH_CM = (6.2, 12.4)
_BOX_ANGLE = (math.radians(-9), math.radians(20))
_SERIES = SampleSeries("ultrasound", 4, "US", "Four chambers, colour", "101500", "HEART", "Probe")

Bytes = NDArray[np.uint8]


def ultrasound(job: Job) -> Dataset:
    """A 60-frame cine of 640 by 480, YBR_FULL_422 in JPEG baseline."""
    frames = []
    for picture in _pictures():
        job.check()
        frames.append(_jpeg(picture))
    image = new_image(
        _SERIES,
        sop_class_uid=_US_MULTIFRAME_IMAGE_STORAGE,
        instance_number=1,
        image_type=("ORIGINAL", "PRIMARY"),
        transfer_syntax_uid=JPEGBaseline8Bit,
    )
    _fill_cine(image)
    image.AnatomicRegionSequence = coded("80891009", "SCT", "Heart")
    image.SequenceOfUltrasoundRegions = [_tissue_region()]
    image.PatientOrientation = ""
    image.SamplesPerPixel = 3
    image.PhotometricInterpretation = "YBR_FULL_422"
    image.PlanarConfiguration = 0
    image.Rows, image.Columns = ROWS, COLUMNS
    image.BitsAllocated = image.BitsStored = 8
    image.HighBit = 7
    image.PixelRepresentation = 0
    image.LossyImageCompression = "01"
    compressed = sum(map(len, frames))
    image.LossyImageCompressionRatio = decimal(round(FRAMES * ROWS * COLUMNS * 3 / compressed, 2))
    image.LossyImageCompressionMethod = "ISO_10918_1"
    image.PixelData = encapsulate(frames)
    image["PixelData"].VR = "OB"
    return image


def _jpeg(picture: Bytes) -> bytes:
    return bytes(
        jpeg8_encode(
            picture,
            level=_JPEG_QUALITY,
            colorspace="RGB",
            outcolorspace="YCBCR",
            subsampling="422",
        )
    )


def _fill_cine(image: Dataset) -> None:
    frame_time_ms = 1000 / _FRAMES_PER_SECOND
    image.NumberOfFrames = FRAMES
    image.FrameIncrementPointer = 0x00181063
    image.FrameTime = decimal(frame_time_ms)
    image.CineRate = _FRAMES_PER_SECOND
    image.RecommendedDisplayFrameRate = _FRAMES_PER_SECOND
    image.StartTrim, image.StopTrim = 1, FRAMES
    image.EffectiveDuration = decimal(FRAMES / _FRAMES_PER_SECOND)
    image.HeartRate = 60 * _FRAMES_PER_SECOND // _FRAMES_PER_BEAT
    image.TransducerType = "SECTOR_PHASED"


def _tissue_region() -> Dataset:
    """US Region Calibration (PS3.3 C.8.5.5): the sector, in cm from the probe."""
    reach = round(DEPTH_CM / CM_PER_PIXEL)
    half_width = math.ceil(reach * math.sin(HALF_ANGLE))
    region = Dataset()
    region.RegionSpatialFormat = 1  # 2D
    region.RegionDataType = 1  # tissue
    region.RegionFlags = 0
    region.RegionLocationMinX0 = _APEX_X - half_width
    region.RegionLocationMinY0 = _APEX_Y
    region.RegionLocationMaxX1 = _APEX_X + half_width
    region.RegionLocationMaxY1 = _APEX_Y + reach
    region.ReferencePixelX0 = half_width
    region.ReferencePixelY0 = 0
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3  # cm
    region.ReferencePixelPhysicalValueX = region.ReferencePixelPhysicalValueY = 0.0
    region.PhysicalDeltaX = region.PhysicalDeltaY = CM_PER_PIXEL
    return region


@dataclass(frozen=True, slots=True)
class _ScanConversion:
    """For the pixels inside the sector: their four neighbours among the samples, and weights."""

    inside: NDArray[np.bool_]
    corner: NDArray[np.intp]
    depth_part: NDArray[np.float32]
    beam_part: NDArray[np.float32]
    colour_box: NDArray[np.bool_]

    def convert(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Bilinear interpolation at the pixels inside the sector."""
        flat = samples.ravel()
        near = flat[self.corner] + self.beam_part * (flat[self.corner + 1] - flat[self.corner])
        below = self.corner + BEAMS
        far = flat[below] + self.beam_part * (flat[below + 1] - flat[below])
        return np.asarray(near + self.depth_part * (far - near))


def _scan_conversion() -> _ScanConversion:
    y, x = np.mgrid[:ROWS, :COLUMNS].astype(np.float32)
    across, down = (x - _APEX_X) * CM_PER_PIXEL, (y - _APEX_Y) * CM_PER_PIXEL
    radius, angle = np.hypot(across, down), np.arctan2(across, down)
    inside = (radius > 0.4) & (radius < DEPTH_CM) & (np.abs(angle) < HALF_ANGLE)
    radius, angle = radius[inside], angle[inside]
    depth = radius / DEPTH_CM * (DEPTHS - 1)
    beam = (angle / HALF_ANGLE + 1) / 2 * (BEAMS - 1)
    row = np.clip(depth.astype(np.intp), 0, DEPTHS - 2)
    column = np.clip(beam.astype(np.intp), 0, BEAMS - 2)
    in_box = (radius > _BOX_DEPTH_CM[0]) & (radius < _BOX_DEPTH_CM[1])
    in_box &= (angle > _BOX_ANGLE[0]) & (angle < _BOX_ANGLE[1])
    return _ScanConversion(inside, row * BEAMS + column, depth - row, beam - column, in_box)


def _pictures() -> Iterator[Bytes]:
    """RGB frames with the sector, the colour box, scales and an ECG."""
    grid, conversion = echo_grid(), _scan_conversion()
    background = _furniture()
    draw = np.random.Generator(np.random.PCG64(4001))
    for index in range(FRAMES):
        frame = echo_frame(grid, index % _FRAMES_PER_BEAT / _FRAMES_PER_BEAT)
        picture = background.copy()
        picture[conversion.inside] = _colours(frame, conversion, draw)
        _outline_box(picture, conversion)
        place = 90 + index * (COLUMNS - 180) // FRAMES
        picture[444:474, place : place + 2] = (250, 240, 120)
        yield picture


def _colours(frame: EchoFrame, conversion: _ScanConversion, draw: np.random.Generator) -> Bytes:
    noise = draw.standard_normal(frame.echo.shape, dtype=np.float32)
    echo = conversion.convert(frame.echo + noise * np.float32(0.015))
    gray = np.clip(echo, 0, 1) ** np.float32(1.15) * np.float32(235)
    colours = np.repeat(gray[:, None], 3, axis=1)
    flow = conversion.convert(frame.velocity * (1 + noise * np.float32(0.22)))
    shown = conversion.colour_box & (np.abs(flow) > 0.16) & (echo < 0.42)
    colours[shown] = _doppler(flow[shown])
    return colours.astype(np.uint8)


def _doppler(velocity: NDArray[np.float32]) -> NDArray[np.float32]:
    """Red to yellow towards the probe, blue to cyan away from it."""
    speed = np.clip(np.abs(velocity), 0, 1)
    bright = 90 + 165 * np.minimum(1, speed * 1.6)
    second = 255 * np.clip(speed * 1.7 - 0.55, 0, 1)
    dark = np.zeros_like(speed)
    towards = np.stack((bright, second, dark), axis=-1)
    away = np.stack((dark, second, bright), axis=-1)
    return np.where((velocity > 0)[..., None], towards, away).astype(np.float32)


def _outline_box(picture: Bytes, conversion: _ScanConversion) -> None:
    box = np.zeros((ROWS, COLUMNS), np.bool_)
    box[conversion.inside] = conversion.colour_box
    inner = box.copy()
    for axis in (0, 1):
        inner &= np.roll(box, 1, axis) & np.roll(box, -1, axis)
    picture[box & ~inner] = (225, 225, 225)


def _furniture() -> Bytes:
    """The fixed parts: velocity scale, gray scale, centimetre ticks and the ECG line."""
    picture = np.zeros((ROWS, COLUMNS, 3), np.uint8)
    scale = np.linspace(1, -1, 120, dtype=np.float32)
    picture[40:160, 20:34] = _doppler(scale)[:, None, :].astype(np.uint8)
    picture[99:101, 20:34] = 0
    picture[40:160, 606:618] = np.linspace(235, 0, 120).astype(np.uint8)[:, None, None]
    for centimetre in range(int(DEPTH_CM) + 1):
        y = _APEX_Y + round(centimetre / CM_PER_PIXEL)
        length = 10 if centimetre % 5 == 0 else 5
        picture[y, 590 - length : 590] = 200
    for column, (top, bottom) in enumerate(_ecg_line(), start=90):
        picture[top:bottom, column] = (90, 220, 120)
    return picture


def _ecg_line() -> Iterator[tuple[int, int]]:
    """The rows that the ECG covers in each column: Q, R, S, T and P waves."""
    columns = COLUMNS - 180
    phase = np.arange(columns + 1) / columns * FRAMES / _FRAMES_PER_BEAT % 1
    waves = (
        (0.98, 0.01, -4),
        (0.02, 0.012, 20),
        (0.05, 0.012, -6),
        (0.3, 0.045, 6),
        (0.86, 0.03, 3),
    )
    height = np.zeros(columns + 1)
    for centre, width, millivolts in waves:
        height += millivolts * np.exp(-(((phase - centre) / width) ** 2))
    rows = np.round(466 - height).astype(int)
    for before, after in itertools.pairwise(rows.tolist()):
        yield min(before, after), max(before, after) + 1
