"""The record: what happened and what is owed. One table, one file."""

from models.absence import Absence
from models.access import Access
from models.account import Account
from models.acknowledgement import Acknowledgement
from models.anchor import Anchor
from models.calendar_feed import CalendarFeed
from models.calendar_version import CalendarVersion
from models.case import Case
from models.case_key import CaseKey
from models.child import Child
from models.deadline import OpenDeadline
from models.definition import Definition
from models.demonstration import Demonstration
from models.draft import Draft
from models.event import RecordedEvent
from models.heartbeat import Heartbeat
from models.holding import Holding
from models.holiday import Holiday
from models.invitation import Invitation
from models.item import OpenItem
from models.law import Law
from models.membership import Membership
from models.message import Message
from models.notice import Notice
from models.office_event import OfficeEvent
from models.partnership import Partnership
from models.person import Person
from models.request import Request
from models.run import Run
from models.rung import DueRung
from models.web_session import WebSession

__all__ = [
    "Absence",
    "Access",
    "Account",
    "Acknowledgement",
    "Anchor",
    "CalendarFeed",
    "CalendarVersion",
    "Case",
    "CaseKey",
    "Child",
    "Definition",
    "Demonstration",
    "Draft",
    "DueRung",
    "Heartbeat",
    "Holding",
    "Holiday",
    "Invitation",
    "Law",
    "Membership",
    "Message",
    "Notice",
    "OfficeEvent",
    "OpenDeadline",
    "OpenItem",
    "Partnership",
    "Person",
    "RecordedEvent",
    "Request",
    "Run",
    "WebSession",
]
