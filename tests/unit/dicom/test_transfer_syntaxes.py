"""The table of transfer syntaxes against pydicom's dictionary and PS3.5 section 10."""

import pytest
from pydicom.uid import UID, UID_dictionary

from viewer.dicom.errors import UnsupportedTransferSyntaxError
from viewer.dicom.transfer_syntaxes import TRANSFER_SYNTAXES, Support, transfer_syntax

KNOWN_TO_PYDICOM = [
    uid for uid, (_, kind, *_) in UID_dictionary.items() if kind == "Transfer Syntax"
]
NEWER_THAN_PYDICOM = ["110", "111", "112"]


def test_every_transfer_syntax_of_the_standard_is_listed() -> None:
    newer = {f"1.2.840.10008.1.2.4.{suffix}" for suffix in NEWER_THAN_PYDICOM}
    newer.add("1.2.840.10008.1.2.8.1")
    assert set(TRANSFER_SYNTAXES) == set(KNOWN_TO_PYDICOM) | newer
    assert len(TRANSFER_SYNTAXES) == 63


@pytest.mark.parametrize("uid", KNOWN_TO_PYDICOM)
def test_names_and_retirement_agree_with_the_dictionary(uid: str) -> None:
    name, _, _, retired, _ = UID_dictionary[uid]
    ours = TRANSFER_SYNTAXES[uid]
    assert ours.is_retired == (retired == "Retired")
    words = set(name.lower().replace(",", "").split())
    assert words & set(ours.name.lower().replace(",", "").split())


@pytest.mark.parametrize("uid", KNOWN_TO_PYDICOM)
def test_encodings_agree_with_the_dictionary(uid: str) -> None:
    theirs, ours = UID(uid), TRANSFER_SYNTAXES[uid]
    if ours.support is Support.DECODED:
        assert ours.is_encapsulated == theirs.is_encapsulated
        assert ours.is_big_endian == (not theirs.is_little_endian)
        assert ours.is_implicit == theirs.is_implicit_VR
        assert ours.is_deflated == theirs.is_deflated


@pytest.mark.parametrize("suffix", ["50", "51", "81", "91", "112", "203"])
def test_encodings_that_can_lose_information_are_lossy(suffix: str) -> None:
    assert TRANSFER_SYNTAXES[f"1.2.840.10008.1.2.4.{suffix}"].is_lossy


@pytest.mark.parametrize("suffix", ["57", "70", "80", "90", "110", "201", "202"])
def test_reversible_encodings_are_not_lossy(suffix: str) -> None:
    assert not TRANSFER_SYNTAXES[f"1.2.840.10008.1.2.4.{suffix}"].is_lossy


def test_retired_jpeg_is_named_and_refused() -> None:
    assert TRANSFER_SYNTAXES["1.2.840.10008.1.2.4.59"].support is Support.NAMED
    assert TRANSFER_SYNTAXES["1.2.840.10008.1.2.4.102"].support is Support.VIDEO


def test_an_unknown_uid_is_named_in_the_error() -> None:
    with pytest.raises(UnsupportedTransferSyntaxError, match=r"1\.2\.3\.4"):
        transfer_syntax("1.2.3.4")
