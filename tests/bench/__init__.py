"""Speed and memory against the budgets of docs/: `make bench`."""
