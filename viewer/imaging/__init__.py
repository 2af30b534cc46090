"""Floor 2: mathematics of pictures over numpy arrays. No DICOM, no state, no I/O."""
