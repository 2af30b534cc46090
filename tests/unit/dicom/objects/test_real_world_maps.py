"""Real World Value Mapping objects, read beside pydicom (DC-110)."""

from pathlib import Path

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from tests.support.builders import override, uid, write
from tests.support.real_world import mapping, mapping_object
from viewer.dicom.objects.documents import read_document
from viewer.dicom.objects.real_world_maps import read_linked_mappings
from viewer.model.document import Table


def test_each_map_is_linked_to_each_image_of_its_group(tmp_path: Path) -> None:
    """The references of a group hold for all maps of the group, and for no other."""
    ds = mapping_object({uid("a"): (), uid("b"): (2, 3)}, mapping(LUTLabel="ADC"))
    more = mapping_object({uid("c"): ()}, mapping(LUTLabel="T1"))
    ds.ReferencedImageRealWorldValueMappingSequence.extend(
        more.ReferencedImageRealWorldValueMappingSequence
    )
    linked = read_linked_mappings(write(tmp_path / "a", ds))
    assert [(each.sop_instance_uid, each.frames, each.mapping.label) for each in linked] == [
        (uid("a"), (), "ADC"),
        (uid("b"), (2, 3), "ADC"),
        (uid("c"), (), "T1"),
    ]


def test_the_object_itself_is_a_table_with_links_to_its_images(tmp_path: Path) -> None:
    quantity = override(Dataset(), CodeMeaning="Apparent Diffusion Coefficient", CodeValue="113041")
    definition = override(Dataset(), ConceptCodeSequence=Sequence([quantity]))
    ds = mapping_object(
        {uid("a"): ()},
        mapping(RealWorldValueIntercept=-1, QuantityDefinitionSequence=Sequence([definition])),
    )
    document = read_document(write(tmp_path / "a", ds))
    assert document.object_name == "Real World Value Mapping"
    (table,) = [part for part in document.parts if isinstance(part, Table)]
    assert table.rows == (
        ("ADC", "10 to 20", "stored \u00d7 0.5 - 1", "square millimetre per second",
         "Apparent Diffusion Coefficient"),
    )  # fmt: skip
    assert table.columns[-1] == "Quantity"
    assert document.parts[-1].parts[0].link.sop_instance_uid == uid("a")  # type: ignore[union-attr]


def test_an_object_without_images_or_rules_gives_no_map(tmp_path: Path) -> None:
    assert read_linked_mappings(write(tmp_path / "a", mapping_object({}, mapping()))) == ()
    broken = mapping_object({uid("a"): ()}, mapping(RealWorldValueSlope=None))
    assert read_linked_mappings(write(tmp_path / "b", broken)) == ()
