"""Rendered files against DCMTK with the same window: equal within one gray level."""

import csv
import io
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Picture
from pydicom import dcmread

from tests.conftest import CORPUS
from tests.support.builders import make_dataset, write
from viewer.imaging.voi_choice import automatic_voi, file_vois
from viewer.model.frame import Frame
from viewer.model.lut import Rescale, VoiLut, VoiWindow
from viewer.workflows.render_image import RenderOptions, load_frame, render_frame

TOOLS = {name: shutil.which(name) for name in ("dcmj2pnm", "dcml2pnm")}
needs_dcmtk = pytest.mark.skipif(
    None in TOOLS.values(), reason="dcmj2pnm and dcml2pnm of DCMTK are not installed"
)

# What DCMTK 3.6.7 decodes without loss; it has no JPEG 2000.
LOSSLESS = {
    "Implicit VR Little Endian",
    "Explicit VR Little Endian",
    "Explicit VR Big Endian",
    "Deflated Explicit VR Little Endian",
    "RLE Lossless",
    "JPEG-LS Lossless Image Compression",
    "JPEG Lossless, Non-Hierarchical, First-Order Prediction (Process 14 [Selection Value 1])",
    "JPEG Lossless, Non-Hierarchical (Process 14)",
}
# Largest difference allowed beyond one level, and why the other side is the one that is off.
DEVIATIONS = {
    # DCMTK adds terms that it cut to whole numbers one by one; the formula of PS3.3 C.7.6.3.1.2
    # computed in floating point agrees with ours.
    "YBR_FULL-RLE.dcm": 2,
}


def selected() -> dict[str, str]:
    """One corpus image for each source, transfer syntax and kind of pixel -> photometric."""
    manifest = CORPUS / "MANIFEST.csv"
    if not manifest.is_file():
        return {}
    chosen: dict[tuple[str, ...], tuple[str, str]] = {}
    with manifest.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["transfer_syntax_name"] not in LOSSLESS or not row["photometric"]:
                continue
            # DCMTK knows no functional groups: it leaves the rescale of a frame out.
            if row["decodes_ok"] != "yes" or "Enhanced" in row["sop_class_name"]:
                continue
            kind = ("transfer_syntax", "photometric", "bits_stored", "signed", "modality")
            key = (row["path"].split("/")[0], *(row[name] for name in kind))
            chosen.setdefault(key, (row["path"], row["photometric"]))
    return dict(sorted(chosen.values()))


def by_dcmtk(path: Path, *options: str) -> np.ndarray:
    """Render without overlays by DCMTK: one of its tools knows JPEG-LS, the other the rest."""
    for tool in TOOLS.values():
        assert tool is not None
        done = subprocess.run(
            [tool, "-O", *options, str(path)], capture_output=True, timeout=60, check=False
        )
        if done.stdout:
            break
    else:
        pytest.skip(f"DCMTK does not render this file: {done.stderr[:80].decode()}")
    return np.asarray(Picture.open(io.BytesIO(done.stdout))).astype(int)


def comparisons(frame: Frame) -> list[tuple[RenderOptions, list[str]]]:
    """Our options and DCMTK's for the same picture."""
    if frame.is_colour or frame.image.palette is not None:
        return [(RenderOptions(), [])]
    full = automatic_voi(frame)
    pairs = []
    if has_whole_values(frame) or full.width > 100:
        center, width = round(full.center), max(2, round(full.width / 2))
        window = RenderOptions(window=VoiWindow(center, width))
        pairs.append((window, ["+Ww", str(center), str(width)]))
    if any(isinstance(voi, VoiWindow) for voi in file_vois(frame.header)):
        pairs.append((RenderOptions(voi_number=1), ["+Wi", "1"]))
    elif not frame.header.voi and frame.image.padding is None and has_whole_values(frame):
        pairs.append((RenderOptions(), ["+Wm"]))  # DCMTK counts padding in
    for number, voi in enumerate(file_vois(frame.header), start=1):
        if isinstance(voi, VoiLut):
            pairs.append((RenderOptions(voi_number=number), ["+Wl", "1"]))
            break
    return pairs


def has_whole_values(frame: Frame) -> bool:
    """Whether modality values are whole numbers: DCMTK rounds them where they are not."""
    modality = frame.header.modality
    return not isinstance(modality, Rescale) or modality.slope.is_integer()


def assert_same(path: Path, frame: Frame, options: RenderOptions, args: list[str]) -> None:
    theirs = by_dcmtk(path, *args)
    ours = render_frame(frame, options)
    assert ours.shape == theirs.shape
    assert np.abs(ours - theirs).max() <= DEVIATIONS.get(path.name, 1), args


@needs_dcmtk
@pytest.mark.parametrize("name", selected())
def test_corpus_image_is_rendered_as_dcmtk_does(corpus: Path, name: str) -> None:
    frame = load_frame(corpus / name)
    pairs = comparisons(frame)
    for options, args in pairs:
        assert_same(corpus / name, frame, options, args)


def test_the_selection_is_wide(corpus: Path) -> None:
    chosen = selected()
    assert len(chosen) >= 60
    assert set(DEVIATIONS) <= {Path(name).name for name in chosen}
    kinds = {"MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422"}
    assert set(chosen.values()) >= kinds  # MONOCHROME1 is made below


@needs_dcmtk
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16])
@pytest.mark.parametrize("window", [(40, 400), (10, 1), (-100, 37), (0, 2)])
def test_every_cell_type_is_rendered_as_dcmtk_does(
    tmp_path: Path, photometric: str, dtype: type, window: tuple[int, int]
) -> None:
    limits = np.iinfo(dtype)
    pixels = np.linspace(limits.min, limits.max, 96 * 64).astype(dtype).reshape(64, 96)
    pixels[:32] = np.arange(32 * 96).reshape(32, 96) % 250 - (125 if limits.min else 0)
    ds = make_dataset(pixels, PhotometricInterpretation=photometric, RescaleIntercept=-20)
    path = write(tmp_path / "image.dcm", ds)
    options = RenderOptions(window=VoiWindow(*window))
    assert_same(path, load_frame(path), options, ["+Ww", *map(str, window)])


@needs_dcmtk
@pytest.mark.parametrize("source", ["CT", "DX", "MG", "MR", "NM"])
def test_monochrome1_variants_are_rendered_as_dcmtk_does(
    corpus: Path, corpus_manifest: list[dict[str, str]], tmp_path: Path, source: str
) -> None:
    row = next(
        row
        for row in corpus_manifest
        if row["modality"] == source
        and row["transfer_syntax_name"] == "Explicit VR Little Endian"
        and row["photometric"] == "MONOCHROME2"
        and row["decodes_ok"] == "yes"
    )
    ds = dcmread(corpus / row["path"])
    ds.PhotometricInterpretation = "MONOCHROME1"
    ds.PresentationLUTShape = "INVERSE"
    path = tmp_path / "image.dcm"
    ds.save_as(path)
    frame = load_frame(path)
    for options, args in comparisons(frame):
        assert_same(path, frame, options, args)


@needs_dcmtk
@pytest.mark.parametrize("shape", ["IDENTITY", "INVERSE", None])
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_the_presentation_lut_shape_counts_as_for_dcmtk(
    tmp_path: Path, shape: str | None, photometric: str
) -> None:
    """DC-020, also where it contradicts the photometric interpretation."""
    ds = make_dataset(
        np.arange(64, dtype=np.uint16).reshape(8, 8) * 60, RescaleIntercept=0,
        PhotometricInterpretation=photometric, PresentationLUTShape=shape,
    )  # fmt: skip
    path = write(tmp_path / "image.dcm", ds)
    options = RenderOptions(window=VoiWindow(2000, 4000))
    assert_same(path, load_frame(path), options, ["+Ww", "2000", "4000"])
