"""The study browser: search, filters and the tree of patients, studies and series."""
