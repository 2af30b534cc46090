"""Views of objects that are read rather than looked at."""
