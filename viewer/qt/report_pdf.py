"""A study report on paper: patient, measurements with provenance, pictures; as a PDF file."""

from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from viewer import __version__
from viewer.base.errors import ViewerError
from viewer.base.i18n import tr
from viewer.model.annotation import Annotation
from viewer.model.measurement import Measurement, Quantity
from viewer.qt.notice_bar import NOT_A_DEVICE
from viewer.qt.panels.measurements import kind_name
from viewer.qt.text import visible
from viewer.qt.theme import body_font
from viewer.render.annotations import measurement_text, quantity_text
from viewer.render.corner_text import format_date
from viewer.workflows.study_report import Place, ReportPicture, StudyReport

_DPI: Final = 144
_MARGIN_MM: Final = 15
_FOOT_PX: Final = 34  # at the bottom of each page, for its number
_PICTURE_PX: Final = 320
_LONGEST: Final = 300  # characters of a text from a file
_STYLE: Final = """
body { color: #111; } h1 { font-size: 17pt; } h2 { font-size: 12pt; margin-top: 18px; }
p, td, th { font-size: 9pt; } th { text-align: left; background: #eeeeee; }
.small { font-size: 7.5pt; color: #555; } .warn { font-size: 8pt; color: #8a4b00; }
"""


def write_report_pdf(report: StudyReport, path: Path) -> None:
    """Write the report; may be called on any thread. Raises `ViewerError` where it cannot.

    Texts of files are escaped, and nothing is loaded from anywhere.
    """
    part = path.with_name(f"{path.name}.part")
    writer = QPdfWriter(str(part))
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(tr("Measurements"))
    writer.setCreator(f"Radiolucent {__version__}")
    painter = QPainter()
    if not painter.begin(writer):
        raise _not_written(path)
    _print(_document(report, writer), painter, writer)
    if not painter.end():
        raise _not_written(path)
    try:
        part.replace(path)
    except OSError as error:
        raise _not_written(path) from error


def report_html(report: StudyReport) -> str:
    """The report as HTML; pictures are `picture:0` and so on."""
    study, patient = report.study, report.study.patient
    heads = [
        (tr("Patient"), patient.name.display()),
        (tr("Patient ID"), patient.patient_id),
        (tr("Birth date"), format_date(patient.birth_date)),
        (tr("Sex"), patient.sex),
        (tr("Study"), study.description),
        (tr("Study date"), format_date(study.date)),
        (tr("Accession number"), study.accession_number),
        (tr("Institution"), study.institution),
    ]
    told = "".join(
        f"<tr><td><b>{_safe(name)}</b>&nbsp;&nbsp;</td><td>{_safe(text)}</td></tr>"
        for name, text in heads
        if text
    )
    made = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    foot = tr("Made with Radiolucent {version} on {when}.").format(version=__version__, when=made)
    return (
        f"<html><head><style>{_STYLE}</style></head><body><h1>{_safe(tr('Measurements'))}</h1>"
        f"<table cellspacing='2'>{told}</table>"
        f"<p class='warn'>{_safe(NOT_A_DEVICE)}<br/></p>{_table(report)}{_pictures(report)}"
        f"<p class='small'>{_safe(foot)}</p></body></html>"
    )


def _table(report: StudyReport) -> str:
    if not report.measured:
        return ""
    heads = (tr("Name"), tr("Value"), tr("Based on"), tr("Image"))
    rows = [_row(annotation, place) for annotation, place in report.measured]
    head = "".join(f"<th>{_safe(text)}</th>" for text in heads)
    return (
        f"<table width='100%' border='1' cellspacing='0' cellpadding='4' "
        f"style='border-style: solid; border-color: #bbbbbb'><thead><tr>{head}</tr></thead>"
        f"{''.join(rows)}</table>"
    )


def _row(annotation: Annotation, place: Place | None) -> str:
    numbers = [_number(number) for number in annotation.measurements]
    origins = dict.fromkeys(number.provenance for number in annotation.measurements)
    cells = (
        _lines(_name_lines(annotation)),
        _lines(numbers),
        f"<span class='small'>{_lines(list(origins))}</span>",
        _lines(_place_lines(place)),
    )
    return "<tr>" + "".join(f"<td valign='top'>{text}</td>" for text in cells) + "</tr>"


def _number(number: Measurement) -> str:
    """A number by the letter that stands on the image, or else by its name."""
    names = {
        Quantity.COUNT: tr("Pixels"),
        Quantity.PERIMETER: tr("Perimeter"),
        Quantity.MINIMUM: tr("Minimum"),
        Quantity.MAXIMUM: tr("Maximum"),
        Quantity.MEDIAN: tr("Median"),
        Quantity.SKEWNESS: tr("Skewness"),
        Quantity.KURTOSIS: tr("Kurtosis"),
    }
    name = names.get(number.quantity)
    return f"{name} {quantity_text(number)}" if name else measurement_text(number)


def _name_lines(annotation: Annotation) -> list[str]:
    codes = [code.meaning for code in (annotation.finding, annotation.site) if code is not None]
    lines = [annotation.label or kind_name(annotation.shape.kind), ", ".join(codes)]
    lines += [annotation.author, annotation.created.replace("T", " ")[:16]]
    return [line for line in lines if line]


def _place_lines(place: Place | None) -> list[str]:
    if place is None:
        return [tr("not open")]
    shown, index = place
    series = shown.series
    number = f"{series.number} " if series.number is not None else ""
    count = f"{index + 1}/{len(shown.frames)}"
    return [f"{number}{series.description}".strip(), tr("Image {place}").format(place=count)]


def _pictures(report: StudyReport) -> str:
    """Two abreast, each with its caption in one cell, which no page break parts."""
    cells = [_picture(number, each) for number, each in enumerate(report.pictures)]
    if not cells:
        return ""
    pairs = (cells[place : place + 2] for place in range(0, len(cells), 2))
    rows = "".join(f"<tr>{''.join(pair)}</tr>" for pair in pairs)
    rest = ""
    if report.left_out:
        told = tr("{count} more images have no picture here.").format(count=report.left_out)
        rest = f"<p class='warn'>{_safe(told)}</p>"
    return f"<h2>{_safe(tr('Images'))}</h2><table cellpadding='4'>{rows}</table>{rest}"


def _picture(number: int, each: ReportPicture) -> str:
    caption = " · ".join(_place_lines((each.shown, each.index)))
    return (
        f"<td><img src='picture:{number}' width='{_PICTURE_PX}' height='{_PICTURE_PX}'/>"
        f"<br/>{_safe(caption)}</td>"
    )


def _document(report: StudyReport, writer: QPdfWriter) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.documentLayout().setPaintDevice(writer)
    font = QFont(body_font())
    font.setPointSizeF(9)
    document.setDefaultFont(font)
    for number, each in enumerate(report.pictures):
        height, width = each.pixels.shape[:2]
        kind = QImage.Format.Format_RGB888
        picture = QImage(each.pixels.data, width, height, 3 * width, kind).copy()
        name = QUrl(f"picture:{number}")
        document.addResource(QTextDocument.ResourceType.ImageResource.value, name, picture)
    document.setHtml(report_html(report))
    page = writer.pageLayout().paintRectPixels(_DPI)
    document.setPageSize(QSizeF(page.width(), page.height() - _FOOT_PX))
    return document


def _print(document: QTextDocument, painter: QPainter, writer: QPdfWriter) -> None:
    """Page by page, each with its number."""
    size, count = document.pageSize(), document.pageCount()
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
    for page in range(count):
        if page:
            writer.newPage()
        top = page * size.height()
        painter.save()
        painter.translate(0, -top)
        context.clip = QRectF(0, top, size.width(), size.height())
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        foot = QRectF(0, size.height(), size.width(), _FOOT_PX)
        painter.setFont(document.defaultFont())
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignRight), f"{page + 1} / {count}")


def _lines(texts: list[str]) -> str:
    return "<br/>".join(_safe(text) for text in texts)


def _safe(text: str) -> str:
    return escape(visible(text)[:_LONGEST])


def _not_written(path: Path) -> ViewerError:
    return ViewerError(tr("“{name}” could not be written.").format(name=path.name))
