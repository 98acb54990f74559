"""What people are shown of the record: each answer in a constant number of queries, and nothing written."""
