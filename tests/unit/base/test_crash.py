"""A crash is described by where it happened, never by what it met."""

import pytest

from viewer.base.crash import describe_crash, short_name


def _fail_on(name: str) -> None:
    raise KeyError(name)


def test_a_description_names_the_kind_and_the_place_but_not_the_message() -> None:
    try:
        _fail_on("Doe^Jane")
    except KeyError as error:
        text = describe_crash(error)
    assert text.startswith("KeyError\n_fail_on (")
    assert "test_crash.py" in text
    assert "Doe" not in text


@pytest.mark.parametrize(
    ("file_name", "short"),
    [
        ("/media/ann/radiolucent/viewer/qt/face.py", "qt/face.py"),
        ("/media/ann/.venv/lib/site-packages/pydicom/charset.py", "pydicom/charset.py"),
        ("C:\\Documents\\ann\\site-packages\\viewer\\qt\\face.py", "viewer/qt/face.py"),
        ("/media/ann/script.py", "script.py"),
    ],
)
def test_a_report_does_not_tell_where_the_program_is_installed(file_name: str, short: str) -> None:
    assert short_name(file_name) == short
