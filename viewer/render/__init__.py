"""Floor 4: a Scene becomes pixels and a Drawing. The same path for screen, export and tests."""
