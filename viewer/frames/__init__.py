"""Floor 3: decoded frames in memory: cache, queue, worker processes, prefetch."""
