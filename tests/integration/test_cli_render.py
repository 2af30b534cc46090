"""`radiolucent render` from the command line to the file."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import imagecodecs
import numpy as np
import pytest
from highdicom.pixels import apply_voi_window
from PIL import Image as Picture
from pydicom import dcmread

from tests.support.builders import enhanced_ct, make_dataset, set_fragments, write
from tests.support.states import make_state, whole_area, window
from viewer.base.paths import app_paths
from viewer.cli.main import run
from viewer.dicom.images import read_image
from viewer.index.annotation_store import AnnotationStore
from viewer.model.annotation import Annotation
from viewer.model.identity import InstanceUid
from viewer.model.shape import Shape, ShapeKind

HU = np.arange(-1024, 1024, 2).reshape(32, 32)


@pytest.fixture
def ct(tmp_path: Path) -> Path:
    """A CT of 32 x 32 pixels, -1024 to 1022 HU, window 40 / 400."""
    return write(tmp_path / "ct.dcm", make_dataset((HU + 1024).astype(np.uint16)))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.png"


def read(path: Path) -> np.ndarray:
    with Picture.open(path) as picture:
        return np.asarray(picture)


def windowed(center: float, width: float) -> np.ndarray:
    return apply_voi_window(
        HU.astype(np.float64), center, width, voi_lut_function="LINEAR", output_range=(0, 255)
    )


def render(file: Path, out: Path, *options: str) -> int:
    return run(["render", str(file), "-o", str(out), *options])


def test_plain_picture_has_the_images_size_and_the_files_window(ct: Path, out: Path) -> None:
    assert render(ct, out) == 0
    assert read(out).dtype == np.uint8
    assert read(out).shape == (32, 32)
    assert np.abs(read(out) - windowed(40, 400)).max() <= 0.5 + 1e-9


@pytest.mark.parametrize(
    ("options", "window"),
    [
        (["--window", "-600", "1500"], (-600, 1500)),
        (["--window", "0", "2"], (0, 2)),
        (["--preset", "lung"], (-600, 1500)),
        (["--preset", "brain"], (40, 80)),
        (["--voi", "1"], (40, 400)),
        (["--preset", "full"], (-0.5, 2047)),
    ],
)
def test_the_window_can_be_chosen(
    ct: Path, out: Path, options: list[str], window: tuple[float, float]
) -> None:
    assert render(ct, out, *options) == 0
    assert np.abs(read(out) - windowed(*window)).max() <= 0.5 + 1e-9


def test_monochrome1_is_inverted_and_its_numbers_are_not(tmp_path: Path, out: Path) -> None:
    ds = make_dataset((HU + 1024).astype(np.uint16), PhotometricInterpretation="MONOCHROME1")
    file = write(tmp_path / "file.dcm", ds)
    assert render(file, out) == 0
    assert np.abs(read(out) - (255 - windowed(40, 400))).max() <= 0.5 + 1e-9
    assert render(file, tmp_path / "out.npy", "--raw") == 0
    assert (np.load(tmp_path / "out.npy") == HU).all()


def test_colour_is_written_as_rgb(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (6, 9, 3)).astype(np.uint8)
    ds = make_dataset(pixels, RescaleSlope=None, RescaleIntercept=None, WindowCenter=None)
    file = write(tmp_path / "rgb.dcm", ds)
    assert render(file, out, "--window", "40", "400") == 0
    assert (read(out) == pixels).all()
    assert "no window" in capsys.readouterr().err


def test_frames_count_from_one_and_bring_their_own_rescale(tmp_path: Path) -> None:
    file = write(tmp_path / "enhanced.dcm", enhanced_ct(4))
    for number in (1, 4):
        out = tmp_path / f"{number}.npy"
        assert render(file, out, "--raw", "--frame", str(number)) == 0
        assert (np.load(out) == (number - 1) * number - 1000).all()


@pytest.mark.parametrize("number", ["0", "5"])
def test_a_frame_that_is_not_there_is_an_expected_error(
    tmp_path: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = write(tmp_path / "enhanced.dcm", enhanced_ct(4))
    assert render(file, tmp_path / "out.png", "--frame", number) == 1
    assert "1 to 4" in capsys.readouterr().err


def test_size_fits_the_image_on_black(ct: Path, out: Path) -> None:
    assert render(ct, out, "--size", "100x64", "--window", "-5000", "1") == 0
    picture = read(out)
    assert picture.shape == (64, 100)
    assert (picture[:, 18:82] == 255).all()
    assert not picture[:, :18].any()
    assert not picture[:, 82:].any()


@pytest.mark.parametrize(
    ("spacing", "shape"), [([0.6, 0.5], (38, 32)), ([0.5, 1.0], (32, 64)), ([1, 1], (32, 32))]
)
def test_aspect_is_corrected_only_on_wish(
    tmp_path: Path, out: Path, spacing: list[float], shape: tuple[int, int]
) -> None:
    pixels = (HU + 1024).astype(np.uint16)
    file = write(tmp_path / "ct.dcm", make_dataset(pixels, PixelSpacing=spacing))
    assert render(file, out) == 0
    assert read(out).shape == (32, 32)
    assert render(file, out, "--aspect") == 0
    assert read(out).shape == shape


def test_annotations_are_burned_in_only_on_wish(ct: Path, out: Path) -> None:
    assert render(ct, out, "--size", "400x400", "--annotations") == 0
    annotated = read(out)
    assert annotated.shape == (400, 400, 3)
    assert render(ct, out, "--size", "400x400") == 0
    assert (annotated != read(out)[:, :, None]).any(axis=2).mean() > 0.005


@pytest.mark.parametrize(("is_hidden", "is_seen"), [(False, True), (True, False)])
def test_what_was_drawn_on_the_frame_is_burned_in(
    ct: Path, out: Path, *, is_hidden: bool, is_seen: bool
) -> None:
    assert render(ct, out, "--size", "320x320", "--annotations") == 0
    before = read(out).astype(int)
    image = read_image(ct)
    line = Annotation(
        "2.25.1", image.study_uid, image.series_uid, image.sop_instance_uid, image.sop_class_uid,
        0, Shape(ShapeKind.LENGTH, ((4.0, 20.0), (24.0, 20.0))), is_hidden=is_hidden,
    )  # fmt: skip
    other = replace(line, uid="2.25.2", sop_instance_uid=InstanceUid("1.2.9"))
    with closing(AnnotationStore(app_paths().create().annotations_file)) as store:
        store.save([line, other])
    assert render(ct, out, "--size", "320x320", "--annotations") == 0
    rows, columns = np.nonzero(np.abs(read(out) - before).sum(axis=2) > 60)
    assert bool(rows.size) is is_seen
    if is_seen:  # ten pixels of the picture for one of the image, whose first centre is at 5
        assert abs(rows.mean() - 205) <= 2
        assert abs(columns.min() - 45) <= 8
        assert abs(columns.max() - 245) <= 8


def test_a_line_of_known_length_gives_the_picture_its_scale(tmp_path: Path, out: Path) -> None:
    ds = make_dataset((HU + 1024).astype(np.uint16), Modality="OT")
    del ds.PixelSpacing
    file = write(tmp_path / "plain.dcm", ds)
    assert render(file, out, "--size", "320x320", "--annotations") == 0
    before = read(out)
    image = read_image(file)
    line = Annotation(
        "2.25.1", image.study_uid, image.series_uid, image.sop_instance_uid, image.sop_class_uid,
        0, Shape(ShapeKind.LENGTH, ((4.0, 2.0), (24.0, 2.0))), is_hidden=True, known_mm=100.0,
    )  # fmt: skip
    with closing(AnnotationStore(app_paths().create().annotations_file)) as store:
        store.save([line])
    assert render(file, out, "--size", "320x320", "--annotations") == 0
    rows, columns = np.nonzero((read(out) != before).any(axis=2))
    width = np.ptp(columns[rows > 276])  # of the bar below its text: 2 pixels for a millimetre
    assert width == pytest.approx(40, abs=5)  # 2 cm and its black edges


def test_texts_are_read_in_the_set_given_or_chosen_for_the_study(tmp_path: Path, out: Path) -> None:
    path = write(
        tmp_path / "a.dcm", make_dataset(SpecificCharacterSet="ISO_IR 100", PatientName="X" * 12)
    )
    path.write_bytes(path.read_bytes().replace(b"X" * 12, "Иванов".encode()))  # 12 or 6 letters
    options = ("--size", "400x400", "--annotations")

    def picture(*more: str) -> np.ndarray:
        assert render(path, out, *options, *more) == 0
        return read(out)

    declared, right = picture(), picture("--character-set", "ISO_IR 192")
    assert not np.array_equal(declared, right)
    assert run(["import", "--character-set", "ISO_IR 192", str(path)]) == 0
    assert np.array_equal(picture(), right)
    assert np.array_equal(picture("--character-set", "declared"), declared)


@pytest.mark.parametrize("options", [[], ["--size", "50x70", "--annotations"], ["--raw"]])
def test_the_same_command_gives_the_same_bytes(
    ct: Path, tmp_path: Path, options: list[str]
) -> None:
    first, second = tmp_path / "1.png", tmp_path / "2.png"
    assert render(ct, first, *options) == render(ct, second, *options) == 0
    assert first.read_bytes() == second.read_bytes()


def test_raw_writes_signed_values_moved_up_and_says_so(
    ct: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(ct, out, "--raw") == 0
    assert (read(out).astype(int) - 32768 == HU).all()
    assert "32768" in capsys.readouterr().err


def test_raw_writes_unsigned_values_as_they_are(tmp_path: Path, out: Path) -> None:
    pixels = np.full((4, 4), 60_000, dtype=np.uint16)
    file = write(tmp_path / "file.dcm", make_dataset(pixels, RescaleIntercept=0))
    assert render(file, out, "--raw") == 0
    assert (read(out) == 60_000).all()


def test_raw_fractions_need_numpy(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pixels = np.array([[1, 2]], dtype=np.uint16)
    ds = make_dataset(pixels, RescaleSlope=0.25, RescaleIntercept=0)
    file = write(tmp_path / "file.dcm", ds)
    assert render(file, out, "--raw") == 1
    assert ".npy" in capsys.readouterr().err
    assert render(file, out.with_suffix(".npy"), "--raw") == 0
    assert np.load(out.with_suffix(".npy")).tolist() == [[0.25, 0.5]]


def test_raw_refuses_colour(tmp_path: Path, out: Path) -> None:
    file = write(tmp_path / "rgb.dcm", make_dataset(np.zeros((4, 4, 3), np.uint8)))
    assert render(file, out, "--raw") == 1


@pytest.mark.parametrize(
    "options",
    [
        ["--window", "40", "400", "--preset", "lung"],
        ["--window", "40", "0.5"],
        ["--window", "40"],
        ["--size", "100"],
        ["--size", "0x100"],
        ["--size", "99999x1"],
        ["--raw", "--size", "10x10"],
        ["--raw", "--annotations"],
    ],
)
def test_wrong_usage_is_exit_code_two(ct: Path, out: Path, options: list[str]) -> None:
    assert render(ct, out, *options) == 2
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "hint"),
    [(["--preset", "nosuch"], "lung"), (["--voi", "2"], "1 windows"), (["--voi", "0"], "1 win")],
)
def test_a_window_that_is_not_there_is_named_with_those_that_are(
    ct: Path, out: Path, options: list[str], hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert render(ct, out, *options) == 1
    assert hint in capsys.readouterr().err


def test_a_file_that_is_not_dicom_is_an_expected_error(tmp_path: Path, out: Path) -> None:
    (tmp_path / "text.dcm").write_text("no picture")
    assert render(tmp_path / "text.dcm", out) == 1
    assert not out.exists()


def test_an_unknown_suffix_is_an_expected_error(ct: Path, tmp_path: Path) -> None:
    assert render(ct, tmp_path / "out.gif") == 1


def test_a_damaged_compressed_frame_is_an_expected_error(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ds = set_fragments(make_dataset(), [b"\xff\xd8\xff\xc3 no picture at all"])
    file = write(tmp_path / "jpeg.dcm", ds, "1.2.840.10008.1.2.4.70")
    assert render(file, out) == 1
    assert "Error:" in capsys.readouterr().err
    assert not out.exists()


def test_compressed_frames_are_decoded(tmp_path: Path, out: Path) -> None:
    pixels = np.random.default_rng(2).integers(0, 2000, (40, 30)).astype(np.uint16)
    ds = set_fragments(make_dataset(pixels), [imagecodecs.jpegls_encode(pixels)])
    file = write(tmp_path / "jpeg_ls.dcm", ds, "1.2.840.10008.1.2.4.80")
    assert render(file, out.with_suffix(".npy"), "--raw") == 0
    assert (np.load(out.with_suffix(".npy")) == pixels.astype(int) - 1024).all()


@pytest.fixture
def covered(tmp_path: Path) -> Path:
    """A white image of 8 x 8 pixels, its outer part covered, an overlay in its first row."""
    ds = make_dataset(
        np.full((8, 8), 9, np.uint16), WindowCenter=-1020, WindowWidth=2,
        ShutterShape="RECTANGULAR", ShutterLeftVerticalEdge=1, ShutterRightVerticalEdge=4,
        ShutterUpperHorizontalEdge=1, ShutterLowerHorizontalEdge=8,
    )  # fmt: skip
    for element, vr, value in (
        (0x10, "US", 8), (0x11, "US", 8), (0x50, "SS", [1, 1]), (0x3000, "OW", b"\xff" + b"\0" * 7),
    ):  # fmt: skip
        ds.add_new((0x6000, element), vr, value)
    return write(tmp_path / "covered.dcm", ds)


def test_overlays_are_burned_in_on_wish_only(covered: Path, out: Path) -> None:
    """DC-063."""
    assert render(covered, out) == 0
    assert read(out).ndim == 2
    assert render(covered, out, "--overlays") == 0
    is_coloured = np.ptp(read(out).astype(int), axis=2) > 0
    assert is_coloured[0].all()
    assert not is_coloured[1:].any()


def test_shutters_cover_unless_they_are_lifted(covered: Path, out: Path) -> None:
    """DC-065."""
    assert render(covered, out) == 0
    assert read(out).tolist() == [[255] * 4 + [0] * 4] * 8
    assert render(covered, out, "--no-shutters") == 0
    assert (read(out) == 255).all()


def test_values_come_without_overlays(covered: Path, out: Path) -> None:
    assert render(covered, out, "--raw", "--overlays") == 2


def test_a_presentation_state_says_window_turn_and_part(
    ct: Path, out: Path, tmp_path: Path
) -> None:
    image = dcmread(ct)
    area = whole_area(
        image,
        DisplayedAreaTopLeftHandCorner=[1, 1],
        DisplayedAreaBottomRightHandCorner=[32, 8],
    )
    state = make_state(
        image, SoftcopyVOILUTSequence=[window(-900, 300)], ImageRotation=180,
        DisplayedAreaSelectionSequence=[area],
    )  # fmt: skip
    path = write(tmp_path / "state.dcm", state)
    assert render(ct, out, "--presentation-state", str(path)) == 0
    assert np.abs(read(out) - windowed(-900, 300)[:8][::-1, ::-1]).max() <= 0.5 + 1e-9


def test_a_state_that_cannot_be_had_or_is_for_others_is_refused(
    ct: Path, out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = write(tmp_path / "odd.dcm", make_state(dcmread(ct), PresentationLUTShape="CURVED"))
    assert render(ct, out, "--presentation-state", str(odd)) == 1
    assert "a presentation table that is not known" in capsys.readouterr().err
    other = make_state(make_dataset(SOPInstanceUID="1.2.3"))
    assert render(ct, out, "--presentation-state", str(write(tmp_path / "other.dcm", other))) == 1
    assert "not for this image" in capsys.readouterr().err
    assert render(ct, out, "--presentation-state", str(ct)) == 1  # which is none
    assert not out.exists()
