"""The glossary of the house, read from where it is written, so that there is one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import compile as pattern

from markupsafe import Markup, escape

PLACE = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
_MARKS = ((pattern(r"\*\*(.+?)\*\*"), "strong"), (pattern(r"`(.+?)`"), "code"), (pattern(r"\*(.+?)\*"), "em"))


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, what is said under it, and its words."""

    heading: str
    said: tuple[Markup, ...]
    words: tuple[Markup, ...]


@cache
def glossary(place: Path = PLACE) -> tuple[Part, ...]:
    """Its parts in their order; none where the file is not there."""
    if not place.exists():
        return ()
    return tuple(_part(one) for one in place.read_text(encoding="utf-8").split("\n## ")[1:])


def _part(written: str) -> Part:
    heading, _, rest = written.partition("\n")
    blocks = list(_blocks(rest))
    said = (_marked(block) for block in blocks if not block.startswith("- "))
    return Part(heading.strip(), tuple(said), tuple(_marked(one[2:]) for one in blocks if one.startswith("- ")))


def _blocks(written: str) -> Iterator[str]:
    """Paragraphs and points, each on one line."""
    block: list[str] = []
    for line in [*written.splitlines(), ""]:
        if block and (not line.strip() or line.startswith("- ")):
            yield " ".join(block)
            block = []
        if line.strip():
            block.append(line.strip())


def _marked(said: str) -> Markup:
    marked = str(escape(said))
    for mark, tag in _MARKS:
        marked = mark.sub(rf"<{tag}>\1</{tag}>", marked)
    return Markup(marked)
