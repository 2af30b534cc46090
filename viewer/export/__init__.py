"""Floor 5: pictures and numbers into files."""
