"""A partnership's register, as its spreadsheet keeps it: read, checked cell by cell, and turned into what happened."""
