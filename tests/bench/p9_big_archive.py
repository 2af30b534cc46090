"""P9: a million instances in 50,000 studies: every search, every order, and the size on disk."""

import statistics
from pathlib import Path

from tests.bench.rows import Row, within
from tests.bench.timing import median_ms, times_ms
from tests.support.records import instance_record, study_record
from viewer.index.archive import SqliteArchive
from viewer.model.archive import StudyMark
from viewer.model.identity import StudyUid
from viewer.model.search import Order, Search, SortKey

_LIMIT_MS = 50
_FIRST = ("anna", "boris", "chen", "dora", "emil", "fatima", "goran", "hana", "ivan", "jane")
_LAST = ("smith", "garcia", "novak", "sato", "khan", "silva", "weber", "rossi", "olsen", "diaz")
_MODALITIES = ("CT", "MR", "US", "DX", "KO")
_BATCH = 500  # studies in one transaction


def run(folder: Path, *, quick: bool) -> list[Row]:
    """Write rows as an import does, then ask for the first 500 of many searches."""
    studies = 5_000 if quick else 50_000
    path = folder / "index.sqlite"
    archive = SqliteArchive(path)
    for begin in range(0, studies, _BATCH):
        archive.store(
            (_record(study, k) for study in range(begin, begin + _BATCH) for k in range(20)),
            source=f"/source/{begin // 5000}",
        )
    for study in range(0, studies, 100):
        archive.mark(StudyUid(_uid(study)), StudyMark(True, "second opinion", ("teaching",)))
    of = f"first 500 of {studies:,} studies"
    rows = [_beside_plain(archive, f"{of}, {what}", search) for what, search in _SEARCHES.items()]
    for begin in range(0, studies, _BATCH):  # half of them have one label, all are seen
        archive.mark_seen(StudyUid(_uid(study)) for study in range(begin, begin + _BATCH))
    for study in range(1, studies, 2):
        archive.mark(StudyUid(_uid(study)), StudyMark(True, labels=("follow-up",)))
    rows += [
        _beside_plain(archive, f"{of}, all seen, half labelled: {what}", search)
        for what, search in _SEARCHES_OF_MARKS.items()
    ]
    last = archive.find_studies(limit=studies // 2)[-1]
    took = median_ms(lambda: archive.find_studies(limit=500, after=last), 5)
    rows.append(within("P9", "500 more from the middle of the list", "ms", took, _LIMIT_MS))
    archive.close()
    size_kb = path.stat().st_size / 1000 / (studies * 20)
    return [*rows, within("P9", "database for an instance", "kB", size_kb, 0.6)]


def _beside_plain(archive: SqliteArchive, what: str, search: Search) -> Row:
    """A search, and in turns with it a page of the list without any condition."""
    ours, plain = list[float](), list[float]()
    for _ in range(7):
        ours += times_ms(lambda: archive.find_studies(search, limit=500), 1)
        plain += times_ms(lambda: archive.find_studies(limit=500), 1)
    took, base = statistics.median(ours), statistics.median(plain)
    budget, peer = f"<= {_LIMIT_MS} ms", "newest, nothing asked"
    return Row("P9", what, took, "ms", peer, base, took / base, budget, took <= _LIMIT_MS)


_SEARCHES = {
    "newest": Search(),
    "one letter": Search("s"),
    "two words": Search("an smi"),
    "one ID": Search("id0001234"),
    "nobody": Search("zzz"),
    "wildcards": Search("*mit?"),
    "wildcards, one study": Search("*34567"),
    "wildcards, nobody": Search("*z?z*"),
    "three wildcards": Search("*mit? *ann* *12*"),
    "a word and wildcards": Search("an smi?h"),
    "any letter": Search("?"),
    "by modality": Search(modalities=("MR",)),
    "by body part": Search(body_part="KNEE"),
    "by source": Search(source="/source/0"),
    "by label": Search(label="teaching"),
    "unseen": Search(is_seen=False),
    "seen": Search(is_seen=True),
    "in a month": Search(date_from="20200301", date_to="20200331"),
    **{f"ordered by {key.value}": Search(order=(Order(key),)) for key in SortKey},
}
_SEARCHES_OF_MARKS = {
    "the label": Search(label="follow-up"),
    "the label by name": Search(label="follow-up", order=(Order(SortKey.NAME),)),
    "the label and a word": Search("garcia", label="follow-up"),
    "another label": Search(label="teaching"),
    "seen": Search(is_seen=True),
    "unseen": Search(is_seen=False),
}


def _uid(study: int) -> str:
    return f"1.2.826.0.1.3680043.8.498.{study * 7919 % 50_021:05}.1"


def _record(study: int, image: int):  # type: ignore[no-untyped-def]
    uid = _uid(study)
    name = f"{_LAST[study % 10]}{study % 997}^{_FIRST[study // 10 % 10]}"
    date = f"20{10 + study % 15:02}{1 + study % 12:02}{1 + study % 28:02}"
    record = study_record(
        uid, name=name, patient_id=f"ID{study:07}", date=date, description=f"Study {study % 50}"
    )
    instance = instance_record(
        f"/images/{study // 100}/{study}/IM{image:05}",
        study=record,
        series_uid=f"{uid}.{image // 10}",
        series_number=image // 10,
        modality=_MODALITIES[study % 5],
        uid=f"{uid}.{image // 10}.{image}",
        z_mm=float(image),
        instance_number=image,
    )
    if study % 10 == 0:
        object.__setattr__(instance.series, "body_part", "KNEE")
    return instance
