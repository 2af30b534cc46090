"""Make the samples of `radiolucent --self-test`: one tiny image in each transfer syntax.

Run once by hand, with the DCMTK and GDCM tools installed; the results are kept in the repository.
Where there is a choice the encoder is not of the family that decodes here: DCMTK, GDCM, OpenJPH,
pydicom. What every image must look like is said by `viewer.dicom.decoding.self_test`.
"""

import subprocess
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset, validate_file_meta
from pydicom.encaps import encapsulate
from pydicom.filewriter import dcmwrite
from pydicom.uid import UID, ExplicitVRLittleEndian, SecondaryCaptureImageStorage, generate_uid

from viewer.dicom.decoding.self_test import SAMPLES_FOLDER, expected_frame

STEM = "1.2.840.10008.1.2"

# Syntax suffix -> command of DCMTK or GDCM, run with the plain and the wanted file.
COMMANDS = {
    "": ("dcmconv", "+ti"),
    ".1": ("dcmconv", "+te"),
    ".1.99": ("dcmconv", "+td"),
    ".2": ("dcmconv", "+tb"),
    ".4.50": ("dcmcjpeg", "+eb", "+q", "95"),
    ".4.51": ("dcmcjpeg", "+ee", "+q", "99"),
    ".4.53": ("dcmcjpeg", "+es", "+q", "99"),
    ".4.55": ("dcmcjpeg", "+ep", "+q", "99"),
    ".4.57": ("dcmcjpeg", "+el"),
    ".4.70": ("dcmcjpeg", "+e1"),
    ".4.80": ("dcmcjpls", "+el"),
    ".4.81": ("dcmcjpls", "+en", "+md", "2"),
    ".4.90": ("gdcmconv", "--j2k"),
    ".5": ("dcmcrle",),
}


# Syntax suffix -> encoder of one frame, for what those tools do not write.
ENCODERS: dict[str, Callable[[np.ndarray], bytes | bytearray]] = {
    ".1.98": lambda frame: frame.tobytes(),
    ".4.91": lambda frame: imagecodecs.jpeg2k_encode(
        frame, level=55, codecformat="j2k", reversible=False, bitspersample=12
    ),
    ".4.110": lambda frame: imagecodecs.jpegxl_encode(frame, lossless=True),
    ".4.111": lambda frame: imagecodecs.jpegxl_encode_jpeg(
        imagecodecs.jpeg8_encode(frame, level=98)
    ),
    ".4.112": lambda frame: imagecodecs.jpegxl_encode(frame, distance=0.3),
    ".4.201": lambda frame: imagecodecs.htj2k_encode(frame, reversible=True),
    ".4.202": lambda frame: imagecodecs.htj2k_encode(frame, reversible=True, tlm=True),
    ".4.203": lambda frame: imagecodecs.htj2k_encode(frame, reversible=False, level=0.001),
    ".8.1": lambda frame: zlib.compress(frame.tobytes(), 9, wbits=-zlib.MAX_WBITS),
}


def plain(uid: str) -> Dataset:
    """The uncompressed image whose encoding is to be tried."""
    frame = expected_frame(uid)
    ds = Dataset()
    ds.SOPClassUID = SecondaryCaptureImageStorage
    ds.SOPInstanceUID = generate_uid(entropy_srcs=["radiolucent self test", uid])
    ds.StudyInstanceUID = generate_uid(entropy_srcs=["radiolucent self test study"])
    ds.SeriesInstanceUID = generate_uid(entropy_srcs=["radiolucent self test series"])
    ds.Modality = "OT"
    ds.ConversionType = "SYN"
    ds.PatientName = "Self^Test"
    ds.PatientID = "SELFTEST"
    is_colour = frame.ndim == 3
    ds.SamplesPerPixel = 3 if is_colour else 1
    ds.PhotometricInterpretation = "RGB" if is_colour else "MONOCHROME2"
    if is_colour:
        ds.PlanarConfiguration = 0
    ds.Rows, ds.Columns = frame.shape[:2]
    ds.BitsAllocated = frame.dtype.itemsize * 8
    ds.BitsStored = 12 if ds.BitsAllocated == 16 else 8
    ds.HighBit = ds.BitsStored - 1
    ds.PixelRepresentation = 0
    ds.add_new(0x7FE00010, "OB" if ds.BitsAllocated == 8 else "OW", frame.tobytes())
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    return ds


def make(suffix: str, folder: Path, scratch: Path) -> None:
    """Write the sample of one transfer syntax."""
    uid = STEM + suffix
    target = folder / f"{uid}.dcm"
    ds = plain(uid)
    if suffix in COMMANDS:
        source = scratch / "plain.dcm"
        ds.save_as(source, enforce_file_format=True)
        subprocess.run([*COMMANDS[suffix], str(source), str(target)], check=True)
        return
    frame = bytes(ENCODERS[suffix](expected_frame(uid)))
    ds.file_meta.TransferSyntaxUID = UID(uid)
    validate_file_meta(ds.file_meta)
    ds.file_meta.FileMetaInformationGroupLength = 0  # the writer puts in the right one
    ds.preamble = bytes(128)
    ds.PixelData = encapsulate([frame])
    ds["PixelData"].VR = "OB"
    ds["PixelData"].is_undefined_length = True
    dcmwrite(target, ds, implicit_vr=False, little_endian=True, force_encoding=True)


def main() -> None:
    """Write all samples into the repository."""
    folder = Path(__file__).resolve().parent.parent / "resources" / SAMPLES_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for suffix in (*COMMANDS, *ENCODERS):
            make(suffix, folder, Path(scratch))
            print(STEM + suffix, (folder / f"{STEM}{suffix}.dcm").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
