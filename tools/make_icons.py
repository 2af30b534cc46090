"""Make icons/ (PNG in all sizes, ICO, SVG) from resources/icons/radiolucent.svg."""

import os
import shutil
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "resources" / "icons" / "radiolucent.svg"
FOLDER = ROOT / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
ICO_SIZES = (16, 24, 32, 48, 64, 128, 256)


def draw(size: int) -> Path:
    """Draw the icon `size` pixels wide as PNG."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(SOURCE)).render(painter)
    painter.end()
    file = FOLDER / f"radiolucent-{size}.png"
    image.save(str(file))
    return file


def main() -> None:
    """Make every file anew."""
    application = QGuiApplication([])
    FOLDER.mkdir(exist_ok=True)
    files = {size: draw(size) for size in SIZES}
    pictures = [Image.open(files[size]) for size in ICO_SIZES]
    pictures[-1].save(
        FOLDER / "radiolucent.ico",
        sizes=[(size, size) for size in ICO_SIZES],
        append_images=pictures[:-1],
    )
    shutil.copyfile(SOURCE, FOLDER / "radiolucent.svg")
    application.quit()


if __name__ == "__main__":
    main()
