"""Windows over the window: about, lists of what failed."""
