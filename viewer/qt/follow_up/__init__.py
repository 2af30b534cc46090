"""Lesions over the studies of a patient: a table, a curve, and how they are linked."""
