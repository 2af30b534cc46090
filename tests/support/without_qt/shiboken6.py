"""Stands before the real shiboken6 on the path of tests that must pass without Qt."""

raise ModuleNotFoundError("shiboken6 is not importable in this run", name="shiboken6")
