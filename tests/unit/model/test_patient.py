"""Names of persons in their three groups (PS3.5 6.2.1), and who is the same person."""

import pytest

from viewer.model.patient import Patient, PersonName


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("Doe^Jane^Ann^Dr", "Doe, Jane Ann"),
        ("Doe", "Doe"),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada, Tarou 山田 太郎"),
        ("Hong^Gildong=洪^吉洞=홍^길동", "Hong, Gildong 洪 吉洞"),
        ("=山田^太郎", "山田 太郎"),
        ("==やまだ^たろう", "やまだ たろう"),
        ("", ""),
        ("^^^^", ""),
    ],
)
def test_a_name_is_shown_in_latin_letters_and_ideographs(stored: str, shown: str) -> None:
    assert PersonName.parse(stored).display() == shown


@pytest.mark.parametrize("stored", ["Doe^Jane", "A=B=C", "=B", "==C", ""])
def test_a_name_is_joined_as_it_was_stored(stored: str) -> None:
    assert PersonName.parse(stored).joined() == stored


JANE = PersonName("Doe^Jane")


@pytest.mark.parametrize(
    ("one", "other", "are_same"),
    [
        (Patient(JANE, "1"), Patient(PersonName("DOE^JANE"), "1"), True),
        (Patient(JANE, "1", "A"), Patient(JANE, "1", "B"), False),
        (Patient(JANE, "1"), Patient(PersonName("Roe^Jane"), "1"), False),
        (Patient(patient_id="1"), Patient(patient_id="1"), True),
        (Patient(), Patient(), False),
        (Patient(patient_id=" "), Patient(patient_id=" "), False),
        (Patient(JANE), Patient(JANE), False),
        (Patient(JANE, birth_date="19600101"), Patient(JANE, birth_date="19600101"), True),
        (Patient(JANE, birth_date="19600101"), Patient(JANE, birth_date="19610101"), False),
        (Patient(birth_date="19600101"), Patient(birth_date="19600101"), False),
    ],
)
def test_in_doubt_two_patients_are_not_the_same(
    one: Patient, other: Patient, *, are_same: bool
) -> None:
    assert one.is_same_as(other) is are_same
    assert other.is_same_as(one) is are_same
