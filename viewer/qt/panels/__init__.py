"""Docked panels: series strip, inspector, status, the empty window."""
