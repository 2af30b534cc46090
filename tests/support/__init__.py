"""Builders and helpers of tests; imported as `tests.support`."""
