"""What somebody typed into a form: read once, and only from a page of their own."""

from collections.abc import AsyncIterator, Iterable, Mapping
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from web.refusing import Stale, WrongForm
from web.security import NUL, SAFE

OURS = frozenset({"csrf"})
"""Fields every form carries for the house, and no page asks for."""

MOST_FIELDS, MOST_FILES = 500, 1


class Form:
    """The fields by name, as text, spaces at the ends taken off; a file only where it is asked for by `file`."""

    def __init__(self, data: FormData) -> None:
        self._data = data

    def __getitem__(self, name: str) -> str:
        return self.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def get(self, name: str, otherwise: str = "") -> str:
        value = self._data.get(name, otherwise)
        return value.strip() if isinstance(value, str) else otherwise

    def all(self, name: str) -> list[str]:
        """Every value of a name, for checkboxes."""
        return [value.strip() for value in self._data.getlist(name) if isinstance(value, str)]

    def file(self, name: str) -> UploadFile | None:
        value = self._data.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def texts(self) -> Mapping[str, list[str]]:
        """Everything typed, without what the house added: to be kept, or shown again."""
        return {name: self.all(name) for name in self._data if name not in OURS and self.all(name)}

    def only(self, *names: str, starting: Iterable[str] = ()) -> "Form":
        """This form, where it has no other fields than these; raises `WrongForm`."""
        begun = tuple(starting)
        others = {
            one for one in self._data if one not in names and one not in OURS and not (begun and one.startswith(begun))
        }
        if others:
            raise WrongForm(fields=str(len(others)))
        return self


async def typed(request: Request) -> AsyncIterator[Form]:
    """The form of this request, empty where it has none; a file that came with it is closed when all is answered."""
    if request.method in SAFE:
        yield Form(FormData())
        return
    async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS) as data:
        if any(NUL in part for pair in data.multi_items() for part in pair if isinstance(part, str)):
            raise WrongForm
        request.state.typed = Form(data)
        yield request.state.typed


Typed = Annotated[Form, Depends(typed)]


def check_token(form: Form, word: str) -> None:
    """Raises `Stale` where the form does not bring back the word its session was given."""
    if not compare_digest(form["csrf"].encode(), word.encode()):
        raise Stale
