"""The bank holidays of England and Wales as shipped with Swan, and how far ahead they are known.

Source: GOV.UK bank holidays (https://www.gov.uk/bank-holidays), division England and Wales, public sector
information under the Open Government Licence v3.0. GOV.UK drops years that are past, so nothing is ever removed
from the list beside this file: a count made in 2018 must give the same date for as long as the record is kept.
"""

import json
from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from types import MappingProxyType


def _as_shipped() -> Mapping[date, str]:
    written = json.loads(files(__package__).joinpath("bank_holidays.json").read_text(encoding="utf-8"))
    return MappingProxyType({date.fromisoformat(day): name for day, name in written.items()})


ENGLAND_AND_WALES: Mapping[date, str] = _as_shipped()
KNOWN_UNTIL: date = date(max(ENGLAND_AND_WALES).year, 12, 31)
