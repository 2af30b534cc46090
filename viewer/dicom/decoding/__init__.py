"""Floor 2: frame bytes to arrays. One file per codec, one table that chooses."""
