"""The workalendar library: its own calendar of the United Kingdom, which is England's."""

from datetime import date

from workalendar.europe import UnitedKingdom

from benchmarks.peers.counting import Adds, counts


def made(_holidays: list[date]) -> Adds:
    return UnitedKingdom().add_working_days


if __name__ == "__main__":
    counts(made)
