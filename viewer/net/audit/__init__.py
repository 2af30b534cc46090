"""The audit trail: what was done, by whom, kept so that no change goes unnoticed (PS3.15 A.5)."""
