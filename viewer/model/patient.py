"""Patient and person names (PS3.5 6.2.1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonName:
    """The three groups of a DICOM name, each as stored (`family^given^middle^prefix^suffix`)."""

    alphabetic: str = ""
    ideographic: str = ""
    phonetic: str = ""

    @classmethod
    def parse(cls, text: str) -> "PersonName":
        """Split `alphabetic=ideographic=phonetic`; missing groups are empty."""
        groups = [group.strip() for group in text.split("=")][:3]
        return cls(*groups)

    def joined(self) -> str:
        """The groups joined by `=` as in a file, without empty ones at the end."""
        return "=".join((self.alphabetic, self.ideographic, self.phonetic)).rstrip("=")

    def display(self) -> str:
        """Family, Given Middle; with the ideographic group behind it where there is one.

        The phonetic group only says how the others are read, and is shown where it is alone.
        """
        family, *rest = [part.strip() for part in self.alphabetic.split("^")]
        given = " ".join(part for part in rest[:2] if part)
        name = ", ".join(part for part in (family, given) if part)
        written = self.ideographic.replace("^", " ").strip()
        shown = " ".join(part for part in (name, written) if part)
        return shown or self.phonetic.replace("^", " ").strip()


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the images are of, as the file says; dates stay DICOM text."""

    name: PersonName = PersonName()
    patient_id: str = ""
    issuer: str = ""
    birth_date: str = ""
    sex: str = ""

    def is_same_as(self, other: "Patient") -> bool:
        """Whether ID, its issuer and name say that both are one person; in doubt they are not.

        Without an ID it takes a name and a date of birth: two unknown persons are not the same.
        """
        name = self.name.alphabetic.casefold()
        theirs = other.patient_id, other.issuer, other.name.alphabetic.casefold()
        if (self.patient_id, self.issuer, name) != theirs:
            return False
        is_known_by_birth = bool(name and self.birth_date) and self.birth_date == other.birth_date
        return bool(self.patient_id.strip()) or is_known_by_birth
