"""The holidays library: its own calendar of England."""

from datetime import date

from holidays import country_holidays

from benchmarks.peers.counting import Adds, counts


def made(_holidays: list[date]) -> Adds:
    england = country_holidays("GB", subdiv="ENG", years=range(2017, 2030))
    return england.get_nth_working_day


if __name__ == "__main__":
    counts(made)
