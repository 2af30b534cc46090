"""Floor 5: what the pointer does: one file per family of tools."""
