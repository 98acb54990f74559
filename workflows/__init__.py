"""The law: what must happen, by when, and who is told."""
