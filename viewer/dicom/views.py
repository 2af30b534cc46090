"""Views of radiographs: the codes of View Code Sequence as radiographers write them (DC-083)."""

from typing import Final

from viewer.dicom.attributes import Attributes

# CID 4014 and what CID 4010 has besides: SNOMED CT, and SRT as older files have it.
VIEWS: Final = {
    "399162004": "CC", "R-10242": "CC", "399368009": "MLO", "R-10226": "MLO",
    "399260004": "ML", "R-10224": "ML", "399352003": "LM", "R-10228": "LM",
    "399099002": "LMO", "R-10230": "LMO", "399196006": "FB", "R-10244": "FB",
    "399188001": "SIO", "R-102D0": "SIO", "441555000": "ISO", "R-40AAA": "ISO",
    "399192008": "XCCL", "R-1024A": "XCCL", "399101009": "XCCM", "R-1024B": "XCCM",
    "127457009": "SPECIMEN", "G-8310": "SPECIMEN",
    "399348003": "AP", "R-10206": "AP", "272479007": "PA", "R-10214": "PA",
    "399173006": "LL", "R-10236": "LL", "399198007": "RL", "R-10232": "RL",
}  # fmt: skip

# CID 4015.
MODIFIERS: Final = {
    "399055006": "S", "R-102D7": "S", "399163009": "M", "R-102D6": "M",
    "399209000": "ID", "R-102D5": "ID", "399161006": "CV", "R-102D2": "CV",
    "399011000": "AT", "R-102D1": "AT", "399110001": "TAN", "R-102C2": "TAN",
    "399197002": "RL", "R-102D3": "RL", "399226006": "RM", "R-102D4": "RM",
    "414493004": "RI", "R-102CA": "RI", "415670009": "RS", "R-102C9": "RS",
    "442581004": "NP", "R-40AB3": "NP", "442593008": "IMF", "R-40ABE": "IMF",
    "442580003": "AX", "R-40AB2": "AX", "441752004": "AC", "P2-00161": "AC",
}  # fmt: skip


def read_view(attributes: Attributes) -> str:
    """The view by its code, as it is written; the meaning of a code that has no short form."""
    code = attributes.item("ViewCodeSequence")
    return "" if code is None else VIEWS.get(code.text("CodeValue"), code.text("CodeMeaning"))


def read_modifiers(attributes: Attributes) -> tuple[str, ...]:
    """What modifies the view: S spot compression, M magnification, ID implant displaced.

    The sequence stands in the item of the view (PS3.3 C.8.11.7), and beside it in some files.
    """
    code = attributes.item("ViewCodeSequence")
    places = (attributes,) if code is None else (code, attributes)
    items = (i for place in places for i in place.items("ViewModifierCodeSequence"))
    found = (MODIFIERS.get(i.text("CodeValue"), i.text("CodeMeaning")) for i in items)
    return tuple(dict.fromkeys(filter(None, found)))
