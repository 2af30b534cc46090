"""All measurements of what is open, as a table."""
