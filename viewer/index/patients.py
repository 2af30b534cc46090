"""Whose a study is by hand: patients merged or split without touching a file."""

import json
import sqlite3

from viewer.index.rows import storable_text
from viewer.model.identity import StudyUid
from viewer.model.patient import Patient, PersonName

_FIND = "SELECT patient, of_files FROM own.given_patient WHERE study_uid = ?"


def given_patient(connection: sqlite3.Connection, study_uid: StudyUid) -> Patient | None:
    """The patient that a study was given by hand."""
    row = connection.execute(_FIND, (storable_text(study_uid),)).fetchone()
    return None if row is None else _patient(row[0])


def give_patient(
    connection: sqlite3.Connection, study_uid: StudyUid, patient: Patient, *, of_files: Patient
) -> None:
    """Keep whose a study is; `of_files` counts where it was not given before."""
    connection.execute(
        "INSERT INTO own.given_patient VALUES (?, ?, ?) "
        "ON CONFLICT (study_uid) DO UPDATE SET patient = excluded.patient",
        (storable_text(study_uid), _text(patient), _text(of_files)),
    )


def take_back_patient(connection: sqlite3.Connection, study_uid: StudyUid) -> Patient | None:
    """Forget what was given; returns whose the study is by its files, None where none was given."""
    uid = (storable_text(study_uid),)
    row = connection.execute(_FIND, uid).fetchone()
    connection.execute("DELETE FROM own.given_patient WHERE study_uid = ?", uid)
    return None if row is None else _patient(row[1])


def _text(patient: Patient) -> str:
    name = patient.name.joined()
    return json.dumps([name, patient.patient_id, patient.issuer, patient.birth_date, patient.sex])


def _patient(text: str) -> Patient:
    name, *others = json.loads(text)
    return Patient(PersonName.parse(name), *others)
