"""Floor 6: where the floors meet: plain blocking functions that take a Job."""
