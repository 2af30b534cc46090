"""What is wrong with the value of an element, by the rules of its VR (PS3.5 6.2, 6.4)."""

from collections.abc import Callable, Mapping

from pydicom.datadict import dictionary_VM, dictionary_VR
from pydicom.valuerep import VALIDATORS

_ONE_TEXT = frozenset(("LT", "ST", "UC", "UR", "UT"))
_CHECKED = frozenset(
    ("AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UI", "UR")
)
_SIZES = {"US": 2, "SS": 2, "UL": 4, "SL": 4, "FL": 4, "FD": 8, "UV": 8, "SV": 8, "AT": 4,
          "OW": 2, "OL": 4, "OF": 4, "OD": 8, "OV": 8}  # fmt: skip
_LONGEST_CHECKED = 1 << 16
_VALIDATORS: Mapping[str, Callable[[str, str], tuple[bool, str]]] = VALIDATORS


def value_problem(tag: int, vr: str, raw: object, text: str, vm: int) -> str:
    """The first rule that an element breaks, in plain words; "" if it keeps them all."""
    if vr == "UN":
        return ""
    if "\N{REPLACEMENT CHARACTER}" in text:
        return "Some characters do not fit the character set of the file."
    return _vr_problem(tag, vr) or _form_problem(vr, raw, text) or _vm_problem(tag, vr, vm)


def _vr_problem(tag: int, vr: str) -> str:
    try:
        known = dictionary_VR(tag)
    except KeyError:
        return ""
    if vr in known.split(" or "):
        return ""
    return f"Its VR is {vr}, but the standard says {known}."


def _form_problem(vr: str, raw: object, text: str) -> str:
    size = _SIZES.get(vr)
    if size is not None and isinstance(raw, bytes) and len(raw) % size:
        return f"Its length of {len(raw)} bytes does not fit VR {vr}."
    if vr not in _CHECKED or len(text) > _LONGEST_CHECKED:
        return ""
    parts = [text] if vr in _ONE_TEXT else text.split("\\")
    if all(not part or _VALIDATORS[vr](vr, part.strip(" ") or part)[0] for part in parts):
        return ""
    return f"This is no valid value for VR {vr}."


def _vm_problem(tag: int, vr: str, vm: int) -> str:
    try:
        rule = dictionary_VM(tag)
    except KeyError:
        return ""
    if not vm or _fits(vm, rule):
        return ""
    return f"Its number of values is {vm}, but the standard says {rule}."


def _fits(vm: int, rule: str) -> bool:
    """Whether a number of values obeys `1`, `1-3`, `2-n`, `2-2n` or `1-n or 1` (PS3.5 6.4)."""
    for choice in rule.split(" or "):
        low, _, high = choice.partition("-")
        least = int(low)
        if not high:
            is_in = vm == least
        elif high.endswith("n"):
            is_in = vm >= least and vm % int(high[:-1] or 1) == 0
        else:
            is_in = least <= vm <= int(high)
        if is_in:
            return True
    return False
