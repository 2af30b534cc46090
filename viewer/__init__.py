"""Radiolucent: a viewer for DICOM images."""

__version__ = "0.1.0"
