"""The product itself in one process, on a clock that is set and among faults that are drawn: nothing may be lost."""

from tasks.simulation.account import Account
from tasks.simulation.faults import Kind, kinds_of
from tasks.simulation.wanted import Lost, Simulated
from tasks.simulation.world import simulate

__all__ = ["Account", "Kind", "Lost", "Simulated", "kinds_of", "simulate"]
