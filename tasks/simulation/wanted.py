"""What is to be simulated: from which seed, how many cases over how many years, among which faults."""

from dataclasses import dataclass

from tasks.simulation.faults import Kind, said_of


@dataclass(frozen=True)
class Simulated:
    """The same seed with the same of all the others plays the same again. As text: the command that plays it."""

    seed: int
    cases: int = 10
    years: int = 1
    kinds: frozenset[Kind] = frozenset(Kind)

    def __str__(self) -> str:
        return (
            f"swan simulate --cases {self.cases} --years {self.years} --seed {self.seed} --faults {said_of(self.kinds)}"
        )


class Lost(Exception):
    """Something that must always be true is not: what, and the command that shows it again."""

    def __init__(self, wanted: Simulated, wrong: str) -> None:
        super().__init__(f"Seed {wanted.seed}: {wrong} Play it again with: {wanted}")
