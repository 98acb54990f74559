"""The application as OpenAPI describes it, its forms included: what Schemathesis draws requests from."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from schemathesis import GenerationMode
from schemathesis.openapi import from_dict
from schemathesis.schemas import APIOperation

from tests.hostile import WORDS
from tests.web.pages import Reader
from web.app import Application

_FORM = re.compile(r'<form[^>]*method="post"[^>]*>.*?</form>', re.DOTALL)
_ACTION = re.compile(r'<form[^>]*action="([^"]*)"')
_INPUT = re.compile(r"<(?:input|textarea|select|button|option)\b[^>]*>")
_NAME, _VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]*)"')
DAYS = {"-day": ("2", "23"), "-month": ("11", "Nov"), "-year": ("2026", "26")}


@dataclass(frozen=True, slots=True)
class Described:
    """One route that takes a form: its operation, and for each field of its page what an honest person could answer."""

    path: str
    operation: APIOperation
    honest: dict[str, list[str]]

    def strategy(self, *, negative: bool) -> Any:
        """Requests as the description has them, or against it."""
        return self.operation.as_strategy(
            generation_mode=GenerationMode.NEGATIVE if negative else GenerationMode.POSITIVE
        )


def described(made: Application, reader: Reader, known: dict[str, str], paths: list[str]) -> list[Described]:
    """These routes, `known` filled in where a path names it; the fields are those of the form that is sent there."""
    schema = made.openapi()
    forms = {path: fields(reader, filled(path, known)) for path in paths}
    for path, honest in forms.items():
        operation = schema["paths"][path]["post"]
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = {"enum": list(WORDS[1:])}
        properties = {name: {"enum": list(dict.fromkeys([*values, *WORDS]))} for name, values in honest.items()}
        content = {"schema": {"type": "object", "properties": properties, "additionalProperties": False}}
        operation["requestBody"] = {"content": {"application/x-www-form-urlencoded": content}}
    loaded = from_dict(schema)
    return [Described(path, loaded[path]["POST"], forms[path]) for path in paths]


OPENS = {"event": "authority_became_aware"}
"""What is recorded in a case and what opens one are different events."""


def filled(path: str, known: dict[str, str]) -> str:
    known = {**known, **OPENS} if path.startswith("/open/") else known
    for name, value in known.items():
        path = path.replace("{" + name + "}", value)
    return path


def fields(reader: Reader, where: str) -> dict[str, list[str]]:
    """The fields of the form that is sent to `where`, on its own page or one above, and what that offers for each."""
    found: dict[str, list[str]] = {}
    for tag in _INPUT.findall(form_to(reader, where)):
        named, value = _NAME.search(tag), _VALUE.search(tag)
        name = named[1] if named else next(reversed(found), "")
        if name and name != "csrf":
            found.setdefault(name, []).extend([unescape(value[1])] if value else [])
    for name, values in found.items():
        likely = next((days for end, days in DAYS.items() if name.endswith(end)), ())
        found[name] = [*likely] or values or ["said"]
    return found


def form_to(reader: Reader, where: str) -> str:
    """That form as HTML; empty where no page that this reader sees has one."""
    page = where
    while page:
        for form in _FORM.findall(reader.get(page).text):
            action = _ACTION.match(form)
            if unescape(action[1]) == where if action else page == where:
                return str(form)
        page = page.rpartition("/")[0]
    return ""
