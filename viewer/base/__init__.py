"""Floor 0: errors, signals, jobs, paths. Standard library only, and platformdirs for paths."""
