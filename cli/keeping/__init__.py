"""Backups: the record and its keys in two sealed files, and the way back from them."""
