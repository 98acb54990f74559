"""numpy: it knows no holidays and is given Swan's."""

from datetime import date
from typing import cast

import numpy as np

from benchmarks.peers.counting import Adds, counts


def made(holidays: list[date]) -> Adds:
    calendar = np.busdaycalendar(holidays=[np.datetime64(day) for day in holidays])

    def add(day: date, n: int) -> date:
        return cast(date, np.busday_offset(day, n, roll="backward", busdaycal=calendar).item())

    return add


if __name__ == "__main__":
    counts(made)
