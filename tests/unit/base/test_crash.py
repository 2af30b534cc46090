"""A crash is described by where it happened, never by what it met."""

from viewer.base.crash import describe_crash


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
