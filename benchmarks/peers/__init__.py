"""The peers' own programs: each runs in their environment, knows nothing of Swan, and answers line by line."""
