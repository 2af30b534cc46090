"""What is to be said of the answers of a node, in the language of the user."""

from collections.abc import Iterable

from viewer.base.i18n import tr
from viewer.model.query import Peculiarity, Remark
from viewer.qt.network.query_keys import key_titles


def remark_texts(node_name: str, remarks: Iterable[Remark]) -> list[str]:
    """A line for each; of keys that are not on screen none."""
    titles = {**key_titles(), **_columns()}
    texts = {
        Peculiarity.WALKED: tr("{node} was asked level by level: it takes no relational queries."),
        Peculiarity.GATHERED: tr(
            "{node} tells of no patients: they are gathered from its studies."
        ),
        Peculiarity.UNTOLD: tr("{node} does not tell: {keys}"),
        Peculiarity.UNHEEDED: tr("{node} did not go by: {keys}"),
    }
    lines = []
    for remark in remarks:
        is_untold = remark.kind is Peculiarity.UNTOLD
        names = [titles.get(key, "" if is_untold else key) for key in remark.keys]
        keys = ", ".join(dict.fromkeys(filter(None, names)))
        if keys or not remark.keys:
            lines.append(texts[remark.kind].format(node=node_name, keys=keys))
    return lines


def _columns() -> dict[str, str]:
    """Columns of the tables that are no lines of the form."""
    return {
        "PatientSex": tr("Sex"),
        "NumberOfPatientRelatedStudies": tr("Studies"),
        "NumberOfStudyRelatedInstances": tr("Images"),
        "NumberOfSeriesRelatedInstances": tr("Images"),
        "SeriesDescription": tr("Description"),
        "NumberOfFrames": tr("Frames"),
    }
