"""Random use of the whole window, for errors, leaks and threads that stay."""
