"""Floor 9: the preferences window: pages from the schema of settings, and editors of their own."""
