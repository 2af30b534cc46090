"""Floor 7: every user-visible verb, once; menus and keys as data."""
