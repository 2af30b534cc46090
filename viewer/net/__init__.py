"""Floor 4: DIMSE with other systems: blocking functions that know no window."""
