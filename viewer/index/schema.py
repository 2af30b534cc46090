"""The tables of the archive.

An instance takes about 0.3 kB: SOP class and transfer syntax are kept once in `code`, folders
once in `folder`, and the UID index is led by the series, so that rows which come together are
stored together. Paths are TEXT, or BLOB where their bytes are no valid UTF-8.
"""

APPLICATION_ID = 0x5241_444C  # "RADL"
SCHEMA_VERSION = 5

# What came with version 3: where studies came from, and how they are ordered.
VERSION_3 = (
    "CREATE TABLE source (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
    """
    CREATE TABLE study_source (
        source_id INTEGER NOT NULL REFERENCES source,
        study_id INTEGER NOT NULL REFERENCES study ON DELETE CASCADE,
        PRIMARY KEY (source_id, study_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX source_by_study ON study_source (study_id)",
    "CREATE INDEX series_by_body_part ON series (body_part, study_id)",
    "CREATE INDEX study_by_name ON study (name_key, study_uid)",
    "CREATE INDEX study_by_patient_id ON study (patient_id, study_uid)",
    "CREATE INDEX study_by_description ON study (description_key, study_uid)",
    "CREATE INDEX study_by_modality ON study (modalities, study_uid)",
    "CREATE INDEX study_by_images ON study (instance_count, study_uid)",
)

SCHEMA = (
    """
    CREATE TABLE code (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE
    ) STRICT
    """,
    """
    CREATE TABLE folder (
        id INTEGER PRIMARY KEY,
        path ANY NOT NULL UNIQUE
    ) STRICT
    """,
    # date_key and time_key hold the digits only: they order studies whatever form the file used.
    r"""
    CREATE TABLE study (
        id INTEGER PRIMARY KEY,
        study_uid TEXT NOT NULL UNIQUE,
        patient_name TEXT NOT NULL,
        patient_id TEXT NOT NULL,
        issuer TEXT NOT NULL,
        birth_date TEXT NOT NULL,
        sex TEXT NOT NULL,
        study_id TEXT NOT NULL,
        date TEXT NOT NULL,
        time TEXT NOT NULL,
        description TEXT NOT NULL,
        accession_number TEXT NOT NULL,
        referring_physician TEXT NOT NULL,
        institution TEXT NOT NULL,
        date_key TEXT NOT NULL,
        time_key TEXT NOT NULL,
        character_set TEXT NOT NULL DEFAULT '', -- that its texts were read in, if it was chosen
        modalities TEXT NOT NULL DEFAULT '\', -- \CT\SR\, sorted
        series_count INTEGER NOT NULL DEFAULT 0,
        instance_count INTEGER NOT NULL DEFAULT 0,
        name_key TEXT NOT NULL DEFAULT '', -- folded, to order by
        description_key TEXT NOT NULL DEFAULT '',
        added_s INTEGER NOT NULL DEFAULT 0 -- seconds since 1970
    ) STRICT
    """,
    "CREATE INDEX study_newest_first ON study (date_key, time_key, study_uid)",
    # The ascii tokenizer splits at spaces only and leaves other alphabets alone: words.py has
    # folded and split already, by one Unicode version for the text and for the query.
    """
    CREATE VIRTUAL TABLE study_words
        USING fts5 (words, tokenize = 'ascii', prefix = '1 2 3', detail = none)
    """,
    """
    CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        study_id INTEGER NOT NULL REFERENCES study ON DELETE CASCADE,
        series_uid TEXT NOT NULL,
        modality TEXT NOT NULL,
        number INTEGER,
        description TEXT NOT NULL,
        body_part TEXT NOT NULL,
        laterality TEXT NOT NULL,
        date TEXT NOT NULL,
        time TEXT NOT NULL,
        protocol TEXT NOT NULL,
        frame_of_reference_uid TEXT,
        instance_count INTEGER NOT NULL DEFAULT 0,
        UNIQUE (series_uid, study_id)
    ) STRICT
    """,
    "CREATE INDEX series_by_study ON series (study_id)",
    "CREATE INDEX series_by_modality ON series (modality, study_id)",
    """
    CREATE TABLE instance (
        id INTEGER PRIMARY KEY,
        series_id INTEGER NOT NULL REFERENCES series ON DELETE CASCADE,
        sop_instance_uid TEXT NOT NULL,
        folder_id INTEGER NOT NULL REFERENCES folder,
        file_name ANY NOT NULL,
        file_size INTEGER NOT NULL,
        file_mtime_ns INTEGER NOT NULL,
        sop_class INTEGER NOT NULL REFERENCES code,
        transfer_syntax INTEGER NOT NULL REFERENCES code,
        instance_number INTEGER,
        rows INTEGER NOT NULL,
        columns INTEGER NOT NULL,
        number_of_frames INTEGER NOT NULL,
        position_mm REAL, -- along the normal of the image
        UNIQUE (folder_id, file_name)
    ) STRICT
    """,
    # Not unique: the same SOP instance may lie in several files, and none replaces another.
    "CREATE INDEX instance_by_uid ON instance (series_id, sop_instance_uid)",
    *VERSION_3,
)
