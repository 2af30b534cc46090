"""The look: colour tokens, palette and style sheet, from one table per theme."""

from dataclasses import dataclass
from string import Template

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from viewer.base.resources import resource_path
from viewer.base.signal import Signal
from viewer.settings.schema import Settings


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours by what they are for; viewports stay black in every theme."""

    name: str
    is_dark: bool
    ground: str
    panel: str
    raised: str
    hover: str
    line: str
    text: str
    second: str
    faint: str
    accent: str
    on_accent: str
    selected: str  # accent, thin, under text
    good: str
    note: str
    warn: str
    bad: str
    image_ground: str = "#000000"
    annotation: str = "#FFD54A"
    annotation_faded: str = "#CBAF5B"
    others: str = "#7FDBCA"
    others_faded: str = "#5AD0BB"
    reference_line: str = "#C792EA"


DARK = Theme(
    name="dark",
    is_dark=True,
    ground="#101214",
    panel="#181B1F",
    raised="#22262B",
    hover="#2C3138",
    line="#2C3138",
    text="#E8EAED",
    second="#A4ADB7",
    faint="#8A939D",
    accent="#4DA3FF",
    on_accent="#0B1420",
    selected="#1D3349",
    good="#4CC38A",
    note="#8AB4F8",
    warn="#F5B942",
    bad="#FF6B6B",
)
LIGHT = Theme(
    name="light",
    is_dark=False,
    ground="#F4F5F7",
    panel="#FFFFFF",
    raised="#ECEEF1",
    hover="#E0E4E9",
    line="#D5D9DE",
    text="#16191D",
    second="#4D5661",
    faint="#626A73",
    accent="#1462BE",
    on_accent="#FFFFFF",
    selected="#DCE9F8",
    good="#19734A",
    note="#2457A6",
    warn="#8A5A00",
    bad="#B3261E",
)
CONTRAST = Theme(
    name="contrast",
    is_dark=True,
    ground="#000000",
    panel="#000000",
    raised="#1A1A1A",
    hover="#3A3A3A",
    line="#9A9A9A",
    text="#FFFFFF",
    second="#E6E6E6",
    faint="#B8B8B8",
    accent="#6CC8FF",
    on_accent="#000000",
    selected="#003A66",
    good="#6CF0B0",
    note="#A8CCFF",
    warn="#FFD24A",
    bad="#FF9A9A",
)
THEMES = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST)}

SMALL_PX, BODY_PX, TITLE_PX, HEADLINE_PX = 11, 13, 15, 20
ROW_PX, BUTTON_PX, ICON_PX = 28, 32, 20


class Look:
    """The theme in use; widgets that draw or hold icons listen to `changed`."""

    def __init__(self, app: QApplication, theme: Theme = DARK) -> None:
        self._app = app
        self.theme = theme
        self.changed: Signal[Theme] = Signal()
        app.setStyle("Fusion")
        app.setFont(body_font())
        app.setPalette(palette(theme))

    def set_theme(self, theme: Theme) -> None:
        """Give the whole application the palette and the style sheet of a theme."""
        self.theme = theme
        self._app.setPalette(palette(theme))
        self.put_on()
        self.changed.emit(theme)

    def follow(self, settings: Settings) -> None:
        """Take the theme of the settings."""
        theme = THEMES[settings.look.theme]
        if theme is not self.theme:
            self.set_theme(theme)

    def put_on(self) -> None:
        """Give the application the style sheet, once the window is built.

        Before that, Qt would apply it anew to each widget that is put into another (P2).
        """
        self._app.setStyleSheet(style_sheet(self.theme))

    def put_on_alone(self, widget: QWidget) -> None:
        """Give one widget the style sheet while the window around it is being built."""
        widget.setStyleSheet(style_sheet(self.theme))


def body_font(pixels: int = BODY_PX, *, is_bold: bool = False) -> QFont:
    """The system's font at one of the four sizes."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(pixels)
    if is_bold:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def palette(theme: Theme) -> QPalette:
    """The palette by which Qt's own drawing follows the theme."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.ground,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.raised,
        role.Text: theme.text,
        role.PlaceholderText: theme.faint,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.BrightText: theme.bad,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.Light: theme.hover,
        role.Midlight: theme.raised,
        role.Mid: theme.line,
        role.Dark: theme.line,
        role.Shadow: theme.image_ground,
        role.Accent: theme.accent,
    }
    made = QPalette()
    for each, colour in colours.items():
        made.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(theme.faint))
    return made


def style_sheet(theme: Theme) -> str:
    """The style sheet in resources/style/window.qss with the theme's colours filled in."""
    source = resource_path("style", "window.qss").read_text(encoding="utf-8")
    values = {field: getattr(theme, field) for field in Theme.__dataclass_fields__}
    chevron = "chevron-dark" if theme.is_dark else "chevron-light"
    values["chevron"] = resource_path("style", f"{chevron}.svg").as_posix()
    check = "check-dark" if theme.is_dark else "check-light"
    values["check"] = resource_path("style", f"{check}.svg").as_posix()
    return Template(source).substitute(values)
