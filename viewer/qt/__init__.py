"""Floor 9: the window. Besides app.gui, the only room that imports PySide6."""
