"""Stands before the real PySide6 on the path of tests that must pass without Qt."""

raise ModuleNotFoundError("PySide6 is not importable in this run", name="PySide6")
