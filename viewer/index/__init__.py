"""Floor 3: the local archive in SQLite. The only room that speaks SQL."""
