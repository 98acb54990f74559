"""Need to know: which roles see whole cases, who a child's name, and who only what is asked of their agency."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from models import Holding

WHOLE_CASES = frozenset(
    {
        "coordinator", "business_manager", "la_notifier", "la_director", "review_group_chair", "scrutineer",
        "delegated_partner", "lead_partner", "reviewer", "communications",
    }
)  # fmt: skip
"""They see a case with everything in it: every case, or the one their role was given for."""

CHILDREN = frozenset({"coordinator", "business_manager", "la_notifier", "review_group_chair", "reviewer"})
"""They may have a child's name shown, each showing a row of the access record."""

OWN_REQUESTS = "agency_contact"
"""Sees what was asked of the own agency, and nothing else of a case."""


@dataclass(frozen=True, slots=True)
class Known:
    """The cases somebody may see whole: `every` one of the partnership, or those in `cases`; and their `agencies`."""

    every: bool
    cases: frozenset[UUID]
    agencies: frozenset[str]

    @property
    def any(self) -> bool:
        return self.every or bool(self.cases)

    def sees(self, case_id: UUID) -> bool:
        return self.every or case_id in self.cases


def known_by(holdings: Iterable[Holding], roles: frozenset[str] = WHOLE_CASES) -> Known:
    """What these holdings let their holder see, as far as it comes from one of `roles`."""
    held = list(holdings)
    whole = [one for one in held if one.role in roles]
    return Known(
        every=any(one.case_id is None for one in whole),
        cases=frozenset(one.case_id for one in whole if one.case_id is not None),
        agencies=frozenset(one.agency for one in held if one.role == OWN_REQUESTS and one.agency is not None),
    )
