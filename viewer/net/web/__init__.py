"""DICOMweb (PS3.18): blocking functions over HTTP. May import what `net` may."""
