"""Floor 10: the composition root: builds every long-lived object once, by hand."""
