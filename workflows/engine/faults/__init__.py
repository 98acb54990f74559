"""What makes a definition wrong, each fault as one sentence without its workflow's name."""

from workflows.engine.faults import deadlines, events, items, states

__all__ = ["deadlines", "events", "items", "states"]
