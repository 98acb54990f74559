"""The roles of a partnership, and who is told when nobody holds one."""

from collections.abc import Mapping

TITLES: Mapping[str, str] = {
    "la_notifier": "local authority's notifier",
    "la_director": "local authority's director",
    "coordinator": "coordinator",
    "business_manager": "business manager",
    "review_group_chair": "review group's chair",
    "scrutineer": "independent scrutineer",
    "delegated_partner": "delegated safeguarding partner",
    "lead_partner": "lead safeguarding partner",
    "agency_contact": "agency contact",
    "reviewer": "reviewer",
    "communications": "communications",
    "operator": "operator",
}

NEXT_UP: Mapping[str, str] = {
    "agency_contact": "coordinator",
    "reviewer": "coordinator",
    "communications": "coordinator",
    "coordinator": "business_manager",
    "business_manager": "delegated_partner",
    "delegated_partner": "lead_partner",
    "la_notifier": "la_director",
    "la_director": "lead_partner",
    "review_group_chair": "business_manager",
    "scrutineer": "business_manager",
}

# They may record anybody's act with its evidence: people who decide mostly never sign in.
RECORD_FOR_ANYBODY = frozenset({"coordinator", "business_manager"})
