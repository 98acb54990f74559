"""The course of a case, on paper."""
