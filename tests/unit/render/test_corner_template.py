"""The language of corner texts: what vanishes, what is refused."""

import pytest

from viewer.render.corner_template import check_templates, fill, lines_of, problem_of, text_of
from viewer.render.corner_text import template_for


def test_a_part_with_an_empty_field_vanishes_and_a_line_with_all_its_parts() -> None:
    [line] = lines_of("Se {series_number} | Im {image_number}")
    assert fill(line, {"series_number": "3", "image_number": "1/2"}) == "Se 3  Im 1/2"
    assert fill(line, {"series_number": "", "image_number": "1/2"}) == "Im 1/2"
    assert fill(line, {}) == ""


def test_a_template_comes_back_as_it_was_written() -> None:
    text = "{patient_name}\nSe {series_number} | Im {image_number}"
    assert text_of(lines_of(text)) == text


@pytest.mark.parametrize(
    "text", ["{nobody}", "{patient_id", "}", "{patient_name.first}", "\n" * 40]
)
def test_what_cannot_be_used_is_said(text: str) -> None:
    assert problem_of(text)
    with pytest.raises(ValueError, match=r".+"):
        check_templates({"CT": {"top_left": text}})


def test_own_templates_go_before_ours_and_the_default_is_fallen_back_on() -> None:
    own = {"default": {"top_left": "{patient_id}"}, "CT": {"top_right": "{zoom}"}}
    assert template_for("CT", own)["top_left"] == [["{patient_id}"]]
    assert template_for("CT", own)["top_right"] == [["{zoom}"]]
    assert template_for("MR", own)["top_right"] == template_for("MR")["top_right"]
