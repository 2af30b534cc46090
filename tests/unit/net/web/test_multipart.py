"""multipart/related: what is split, and what a hostile server cannot do."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.net.errors import AbortedError, ProtocolError
from viewer.net.web.multipart import Limits, boundary_of, part_head, read_parts, tail


def pieces_of(data: bytes, size: int) -> Callable[[int], bytes]:
    """A source that gives at most `size` bytes at a time."""
    source = BytesIO(data)
    return lambda wanted: source.read(min(wanted, size))


def split(data: bytes, boundary: str = "b", *, size: int = 1 << 18, **limits: int) -> list[bytes]:
    parts = read_parts(pieces_of(data, size), boundary, limits=Limits(**limits))
    return [b"".join(part.chunks) for part in parts]


CONTENT = st.binary(max_size=200).filter(lambda data: b"\r\n--b" not in data)


@given(st.lists(CONTENT, max_size=5), st.booleans(), st.integers(1, 50))
def test_parts_come_out_as_they_went_in(
    contents: list[bytes], tells_length: bool, size: int
) -> None:
    body = b"preamble"
    for content in contents:
        head = part_head(len(content), "b") if tells_length else b"\r\n--b\r\nX: y\r\n\r\n"
        body += head + content
    assert split(body + tail("b"), size=size) == contents


def test_a_body_may_begin_with_its_boundary_and_parts_may_have_no_headers() -> None:
    assert split(b"--b\r\n\r\none\r\n--b \r\n\r\ntwo\r\n--b--epilogue") == [b"one", b"two"]


def test_headers_of_a_part_are_told_in_lower_case() -> None:
    data = b"--b\r\nContent-Type: application/dicom\r\n\r\nx\r\n--b--"
    (headers,) = [part.headers for part in read_parts(pieces_of(data, 3), "b")]
    assert headers == {"content-type": "application/dicom"}


def test_a_part_that_is_left_unread_is_passed_over() -> None:
    data = part_head(3, "b") + b"one" + part_head(3, "b") + b"two" + tail("b")
    assert len(list(read_parts(pieces_of(data, 5), "b"))) == 2


@pytest.mark.parametrize("end", [3, 20, 60, 70, -4, -1])
def test_a_body_that_breaks_off_is_told(end: int) -> None:
    whole = part_head(30, "b") + bytes(30) + part_head(3, "b") + b"two" + tail("b")
    with pytest.raises(AbortedError, match="broke off"):
        split(whole.rstrip(b"\r\n")[:end])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (part_head(5, "b") + b"one" + tail("b") + b"more", "as long as it says"),
        (part_head(2, "b") + b"one" + tail("b"), "as long as it says"),
        (b"--b\r\nContent-Length: -1\r\n\r\n", "impossible length"),
        (b"--b\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n", "impossible length"),
        (b"--b\r\nno header\r\n\r\nx\r\n--b--", "headers that are none"),
        (b"x" * 200_000, "no multipart"),
        (b"--b\r\n" + b"X: y\r\n" * 20_000, "no multipart"),
        (b"--bother\r\n\r\nx\r\n--b--", "no multipart"),
    ],
)
def test_what_is_no_multipart_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ProtocolError, match=told):
        split(data)


def test_a_part_larger_than_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolError, match="larger"):
        split(part_head(1 << 40, "b"))
    with pytest.raises(ProtocolError, match="larger"):
        split(b"--b\r\n\r\n" + bytes(5000) + tail("b"), part_bytes=1000, size=100)


def test_more_parts_than_the_limit_are_refused() -> None:
    with pytest.raises(ProtocolError, match="too many"):
        split((part_head(1, "b") + b"x") * 4 + tail("b"), parts=3)


def test_an_endless_part_takes_no_memory() -> None:
    def endless() -> Iterator[bytes]:
        yield b"--b\r\n\r\n"
        while True:
            yield bytes(1 << 16)

    source = endless()
    (part,) = [next(read_parts(lambda _: next(source), "b"))]
    taken = 0
    for chunk in part.chunks:
        assert len(chunk) <= 1 << 17
        taken += len(chunk)
        if taken > 100 << 20:
            break


def test_the_boundary_stands_in_the_content_type() -> None:
    assert boundary_of('multipart/related; type="application/dicom"; boundary="a b"') == "a b"
    assert boundary_of("Multipart/Related; boundary=abc; type=application/dicom") == "abc"


@pytest.mark.parametrize(
    ("content_type", "told"),
    [
        ("text/html", "another kind"),
        ("", "another kind"),
        ('multipart/related; type="application/dicom"', "where its parts end"),
        (f"multipart/related; boundary={'b' * 300}", "where its parts end"),
    ],
)
def test_content_without_parts_is_refused(content_type: str, told: str) -> None:
    with pytest.raises(ProtocolError, match=told):
        boundary_of(content_type)
