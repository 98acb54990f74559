"""The words of a message once more as simple HTML: headings, lists and links, nothing fetched and nothing hidden."""

import re
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

STEP = re.compile(r"[A-Z]{2,}-\d{4}-\d{3,}: .+")
"""A line that names a step of a case: what stands below it is about that."""

ADDRESS = re.compile(r"https?://[^\s/]+/(?:cases/(?P<case>[A-Z0-9-]+))?")
"""A line that is nothing but an address of ours."""

POINT = "- "

PAGE = Markup(
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n</head>\n'
    "<body style=\"max-width:40em;margin:1em;font:1em/1.5 'Segoe UI',sans-serif;overflow-wrap:anywhere\">\n"
    "{body}\n</body>\n</html>\n"
)


def as_html(subject: str, text: str) -> str:
    """The same words in the same order, escaped; a whole page with one first heading: what the subject says."""
    blocks = [block.splitlines() for block in re.split(r"\n{2,}", text.strip("\n"))]
    body = [part for block in blocks for part in _parts(block, subject)]
    if not any(part.startswith("<h1") for part in body):
        body.insert(0, _heading(1, subject))
    return str(PAGE.format(title=subject, body=Markup("\n").join(body)))


def _parts(block: list[str], subject: str) -> Iterator[Markup]:
    """A heading, lists of what has points, and paragraphs in which each line stays one."""
    if STEP.fullmatch(block[0]) or _says(subject, block[0]):
        yield _heading(1 if _says(subject, block[0]) else 2, block[0])
        block = block[1:]
    for has_points, lines in groupby(block, lambda line: line.startswith(POINT)):
        if has_points:
            points = (Markup("<li>{}</li>").format(line.removeprefix(POINT)) for line in lines)
            yield Markup("<ul>\n{}\n</ul>").format(Markup("\n").join(points))
        else:
            yield Markup("<p>{}</p>").format(Markup("<br>\n").join(map(_line, lines)))


def _says(subject: str, line: str) -> bool:
    """Whether the subject begins with this line: "1 overdue, 2 due today." in a line of its own, or a step's name."""
    return subject.casefold().startswith(line.rstrip(".").casefold())


def _heading(level: int, words: str) -> Markup:
    return Markup('<h{0} style="font-size:{1}em;margin:1em 0 0">{2}</h{0}>').format(level, 1.3 - level / 10, words)


def _line(line: str) -> Markup:
    """A link says where it leads: to somebody who hears links alone, an address says little."""
    where = ADDRESS.fullmatch(line)
    if where is None:
        return escape(line)
    return Markup('<a href="{}">{}</a>').format(line, f"Open {where['case']} in Swan" if where["case"] else "Open Swan")
