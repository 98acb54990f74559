"""The record: what happened and what is owed. One table, one file."""
