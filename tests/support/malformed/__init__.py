"""Files with one defect each: the cases of the table of malformed input (security.md 3.3)."""
