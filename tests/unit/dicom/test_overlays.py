"""Overlay planes of headers, held to pydicom and DCMTK (DC-060 to DC-064)."""

import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as Picture
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian, JPEGBaseline8Bit

from tests.support.builders import make_dataset, set_fragments, write
from viewer.dicom.images import read_image
from viewer.model.finding import Finding
from viewer.render.overlays import overlay_mask, overlays_of
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

needs_dcmtk = pytest.mark.skipif(
    shutil.which("dcmj2pnm") is None, reason="dcmj2pnm of DCMTK is not installed"
)
WITH_OVERLAYS = (
    "bjw34032+oro.dicom/inst/jpeg/cervicalKyphosis.dcm",
    "neurolabusc+dcm_qa_ct/In/Philips/S21570/S4010/I10",
    "dcm4che+dcm4che/dcm4che-test-data/src/main/resources/ovly_p01.dcm",
)


def dark_image(frames: int = 1) -> Dataset:
    shape = (frames, 9, 13) if frames > 1 else (9, 13)
    return make_dataset(np.zeros(shape, np.uint16), RescaleIntercept=0)


def random_bits(*shape: int, seed: int = 1) -> NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 2, shape, np.uint8)


def add_overlay(
    ds: Dataset, bits: NDArray[np.uint8], *, group: int = 0x6000, origin: tuple[int, int] = (1, 1)
) -> Dataset:
    """Put an overlay of (rows, columns) or (frames, rows, columns) bits in."""
    ds.add_new((group, 0x0010), "US", bits.shape[-2])
    ds.add_new((group, 0x0011), "US", bits.shape[-1])
    if bits.ndim == 3:
        ds.add_new((group, 0x0015), "IS", bits.shape[0])
    ds.add_new((group, 0x0040), "CS", "G")
    ds.add_new((group, 0x0050), "SS", list(origin))
    ds.add_new((group, 0x0100), "US", 1)
    ds.add_new((group, 0x0102), "US", 0)
    packed = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    ds.add_new((group, 0x3000), "OW", packed + b"\0" * (len(packed) % 2))
    return ds


def mask(path: Path, frame_number: int = 1, number: int = 0) -> NDArray[np.bool_]:
    frame = load_frame(path, frame_number)
    return overlay_mask(frame, overlays_of(frame)[number]) > 0


def findings(path: Path) -> list[Finding]:
    return [each for each in read_image(path).findings if "overlay" in each.what]


def by_dcmtk(path: Path, number: int | None) -> NDArray[np.bool_]:
    """Where a picture by DCMTK is white: with an overlay, counted from 1, or without any."""
    options = ["-O"] if number is None else ["+O", str(number), "+Omr", "+Osf", "1"]
    done = subprocess.run(
        ["dcmj2pnm", *options, str(path)], capture_output=True, timeout=60, check=True
    )
    return np.asarray(Picture.open(io.BytesIO(done.stdout))) == 255


@needs_dcmtk
@pytest.mark.parametrize(
    ("size", "origin"),
    [
        ((9, 13), (1, 1)),
        ((5, 6), (3, 4)),
        ((5, 6), (-1, -2)),
        ((5, 6), (7, 11)),
        ((12, 20), (1, 1)),
        ((12, 20), (-2, -3)),
    ],
)
def test_overlays_are_placed_and_cut_as_dcmtk_does(
    tmp_path: Path, size: tuple[int, int], origin: tuple[int, int]
) -> None:
    """DC-060 and DC-062: smaller, larger, beyond and before the image."""
    path = write(tmp_path / "a", add_overlay(dark_image(), random_bits(*size), origin=origin))
    assert (mask(path) == by_dcmtk(path, 1)).all()
    assert mask(path).any()


def test_an_overlay_beside_the_image_shows_nothing(tmp_path: Path) -> None:
    """DC-062."""
    path = write(tmp_path / "a", add_overlay(dark_image(), random_bits(4, 4), origin=(100, 100)))
    assert not mask(path).any()


@pytest.mark.parametrize("group", [0x6000, 0x600E, 0x601E])
def test_every_group_is_read(tmp_path: Path, group: int) -> None:
    """DC-060."""
    bits = random_bits(9, 13)
    path = write(tmp_path / "a", add_overlay(dark_image(), bits, group=group))
    [overlay] = read_image(path).overlays
    assert overlay.group == group
    assert (mask(path) == bits.astype(bool)).all()


def test_words_of_a_big_endian_file_are_turned(tmp_path: Path) -> None:
    """DC-060: Overlay Data of VR OW (PS3.5 7.3)."""
    bits = random_bits(9, 13)
    ds = add_overlay(dark_image(), bits)
    packed = np.frombuffer(ds[0x60003000].value, "<u2").byteswap().tobytes()
    ds.add_new(0x60003000, "OW", packed)
    assert (mask(write(tmp_path / "a", ds, ExplicitVRBigEndian)) == bits.astype(bool)).all()


def test_a_multi_frame_overlay_lies_over_its_own_frames(tmp_path: Path) -> None:
    """DC-060: Image Frame Origin; planes of 7 x 3 bits do not begin at bytes."""
    bits = random_bits(2, 7, 3)
    ds = add_overlay(dark_image(frames=4), bits)
    ds.add_new(0x60000051, "US", 2)
    path = write(tmp_path / "a", ds)
    expected = dcmread(path).overlay_array(0x6000)
    assert not overlays_of(load_frame(path, 1))
    assert not overlays_of(load_frame(path, 4))
    for number in (2, 3):
        assert (mask(path, number)[:7, :3] == expected[number - 2].astype(bool)).all()
        assert not mask(path, number)[7:].any()


def test_an_overlay_without_frames_lies_over_every_frame(tmp_path: Path) -> None:
    """DC-060."""
    path = write(tmp_path / "a", add_overlay(dark_image(frames=3), random_bits(9, 13)))
    assert (mask(path, 1) == mask(path, 3)).all()


def embedded_image(bits: NDArray[np.uint8], position: int = 12) -> Dataset:
    ds = dark_image()
    cells = bits.astype(np.uint16) << position
    ds.PixelData = cells.tobytes()
    ds.BitsStored, ds.HighBit = 12, 11
    for number, value in ((0x10, 9), (0x11, 13), (0x100, 16), (0x102, position)):
        ds.add_new((0x6002, number), "US", value)
    ds.add_new(0x60020050, "SS", [1, 1])
    ds.add_new(0x60020040, "CS", "G")
    return ds


@needs_dcmtk
@pytest.mark.parametrize("position", [12, 15])
def test_overlays_in_unused_bits_are_drawn_and_never_part_of_values(
    tmp_path: Path, position: int
) -> None:
    """DC-061, DC-063."""
    bits = random_bits(9, 13)
    path = write(tmp_path / "a", embedded_image(bits, position))
    assert (mask(path) == bits.astype(bool)).all()
    assert (mask(path) == by_dcmtk(path, 1)).all()
    assert not np.any(load_frame(path).pixels)


def test_overlays_in_bits_of_compressed_pixels_are_lost_and_said_to_be(tmp_path: Path) -> None:
    """DC-061."""
    ds = set_fragments(embedded_image(random_bits(9, 13)), [b"\xff\xd8\xff\xd9"])
    path = write(tmp_path / "a", ds, JPEGBaseline8Bit)
    assert not read_image(path).overlays
    assert "lost when the image was compressed" in findings(path)[0].what


def test_an_overlay_in_bits_that_are_stored_is_refused(tmp_path: Path) -> None:
    """DC-061."""
    path = write(tmp_path / "a", embedded_image(random_bits(9, 13), position=4))
    assert not read_image(path).overlays
    assert "not free" in findings(path)[0].what


def test_short_overlay_data_are_not_drawn_and_the_image_is(tmp_path: Path) -> None:
    """DC-062."""
    ds = add_overlay(dark_image(), random_bits(9, 13))
    ds[0x60003000].value = b"\1\2"
    path = write(tmp_path / "a", ds)
    assert not read_image(path).overlays
    assert "2 bytes where 15 are needed" in findings(path)[0].what
    assert load_frame(path).pixels.shape == (9, 13)


def test_curves_are_named(tmp_path: Path) -> None:
    """DC-064."""
    ds = dark_image()
    for group in (0x5000, 0x5002):
        ds.add_new((group, 0x0010), "US", 5)
    noticed = read_image(write(tmp_path / "a", ds)).findings
    assert ["2 curves" in each.what for each in noticed if each.where == "CurveData"] == [True]


@needs_dcmtk
@pytest.mark.parametrize("name", WITH_OVERLAYS)
def test_overlays_of_real_files_are_those_of_pydicom_and_dcmtk(corpus: Path, name: str) -> None:
    """DC-060, DC-061: both kinds, and more rows than the image needs."""
    frame = load_frame(corpus / name)
    overlays = overlays_of(frame)
    ds = dcmread(corpus / name)
    assert overlays
    for number, overlay in enumerate(overlays, 1):
        mine = overlay_mask(frame, overlay) > 0
        if not overlay.is_embedded:
            expected = ds.overlay_array(overlay.group).astype(bool)
            assert (mine == expected.reshape(-1, *expected.shape[-2:])[0]).all()
        if "ovly" in name:  # dark but for a few pixels
            is_dark = ~by_dcmtk(corpus / name, None)
            assert (mine[is_dark] == by_dcmtk(corpus / name, number)[is_dark]).all()


def test_overlays_are_burned_in_only_on_wish(tmp_path: Path) -> None:
    """DC-063: in a colour of their own, at the pixels of the overlay and nowhere else."""
    bits = random_bits(9, 13)
    frame = load_frame(write(tmp_path / "a", add_overlay(dark_image(), bits)))
    plain = render_frame(frame, RenderOptions())
    assert plain.ndim == 2
    burned = render_frame(frame, RenderOptions(draws_overlays=True)).astype(int)
    assert ((np.ptp(burned, axis=2) > 0) == bits.astype(bool)).all()
