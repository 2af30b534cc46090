"""Mutation fuzz: damaged files through read, decode and render; `python -m tests.fuzz`."""
