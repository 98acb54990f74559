"""The one writer of the record: one verb a file."""
