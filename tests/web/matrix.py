"""Who may open which page, written by hand: one line a route, one letter a role, one column a distance."""

from dataclasses import dataclass

ROLE_OF = {
    "C": "coordinator",
    "B": "business_manager",
    "N": "la_notifier",
    "D": "la_director",
    "R": "review_group_chair",
    "S": "scrutineer",
    "P": "delegated_partner",
    "L": "lead_partner",
    "V": "reviewer",
    "M": "communications",
    "A": "agency_contact",
    "O": "operator",
    ".": "somebody without a role",
    "-": "nobody signed in",
}
LETTERS = "".join(ROLE_OF)

OWN, OTHER, ELSEWHERE = "own", "other", "elsewhere"
"""The case a person has to do with; another of their partnership; one of another partnership."""

MATRIX = """
                                                          own case, or none  another case    another partnership
                                                          CBNDRSPLVMAO.-     CBNDRSPLVMAO.-  CBNDRSPLVMAO.-

GET  /                                                    yyyyyyyyyyyyn>
GET  /cases                                               yyyyyyyyyynnn>
GET  /cases.xlsx                                          yyyyyyyyyynnn>
GET  /needs-you                                           yyyyyyyyyynnn>
GET  /needs-you.xlsx                                      yyyyyyyyyynnn>
POST /needs-you/have/{deadline}                           yyyyyyyyyy00n>     yyyyyyyy0y00n>  000000000000n>

GET  /cases/{reference}                                   yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/sheet                             yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/dates.xlsx                        yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/record.xlsx                       yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/who-saw                           yynnnnnnnnnnn>     yynnnnnnnnnnn>  00nnnnnnnnnnn>
GET  /cases/{reference}/who-saw.xlsx                      yynnnnnnnnnnn>     yynnnnnnnnnnn>  00nnnnnnnnnnn>
POST /cases/{reference}/children                          yyynynnnynnnn>     yyynynnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/notification-sheet                yyynynnnynnnn>     yyynynnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/notification-sheet.docx           yyynynnnynnnn>     yyynynnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/review-pack                       yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/review-pack.docx                  yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/dates/{deadline}                  yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/dates/{deadline}/calendar.ics     yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>

GET  /cases/{reference}/record                            yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
GET  /cases/{reference}/record/{event}                    yynnynnnnnnnn>     yynnynnn0nnnn>  0000000000nnn>
POST /cases/{reference}/record/{event}                    yynnynnnnnnnn>     yynnynnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/entries/{seq}/correct             yyyynnnnnnnnn>     yyyynnnn0nnnn>  0000000000nnn>
POST /cases/{reference}/entries/{seq}/correct             yyyynnnnnnnnn>     yyyynnnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/entries/{seq}/strike              yyyynnnnnnnnn>     yyyynnnn0nnnn>  0000000000nnn>
POST /cases/{reference}/entries/{seq}/strike              yyyynnnnnnnnn>     yyyynnnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/agree/{kind}                      yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
POST /cases/{reference}/agree/{kind}                      yynnnnnnnnnnn>     yynnnnnn0nnnn>  0000000000nnn>
GET  /cases/{reference}/agree/{kind}/myself               yyyyyyyyyynnn>     yyyyyyyy0ynnn>  0000000000nnn>
POST /cases/{reference}/agree/{kind}/myself               nnnnnnyynnnnn>     nnnnnnyy0nnnn>  0000000000nnn>
GET  /cases/{reference}/hand-over                         yynnnnyynnnnn>     yynnnnyynnnnn>  00nnnn00nnnnn>
POST /cases/{reference}/hand-over                         yynnnnyynnnnn>     yynnnnyynnnnn>  00nnnn00nnnnn>
POST /cases/{reference}/hand-over/withdraw                yynnnnyynnnnn>     yynnnnyynnnnn>  00nnnn00nnnnn>
GET  /hand-over                                           yynnnnyynnnnn>
GET  /hand-over/{reference}                               00nnnn00nnnnn>     00nnnn00nnnnn>  00nnnn00nnnnn>
POST /hand-over/{reference}                               00nnnn00nnnnn>     00nnnn00nnnnn>  00nnnn00nnnnn>
POST /drafts/{draft}/throw-away                           y00000000000n>

GET  /open                                                yyyynnyynnynn>
GET  /open/{event}                                        yyyynnnnnnnnn>
POST /open/{event}                                        yyyynnnnnnnnn>

GET  /requests                                            nnnnnnnnnnynn>
GET  /requests.xlsx                                       nnnnnnnnnnynn>

GET  /calendar                                            yyyyyyyyyynnn>
GET  /calendar.xlsx                                       yyyyyyyyyynnn>
GET  /calendar/month                                      yyyyyyyyyynnn>
GET  /calendar/subscribe                                  yyyyyyyyyyyyn>
POST /calendar/subscribe                                  yyyyyyyyyyyyn>
POST /calendar/subscribe/end                              yyyyyyyyyyyyn>
GET  /feed/{word}.ics                                     yyyyyyyyyyyyyy

GET  /figures                                             yyyyyyyynnnnn>
GET  /figures.xlsx                                        yyyyyyyynnnnn>
GET  /figures.docx                                        yyyyyyyynnnnn>
GET  /figures/cases                                       00000000nnnnn>
GET  /figures/report                                      yynnnnnnnnnnn>
POST /figures/report                                      yynnnnnnnnnnn>

GET  /people                                              yyyyyyyyyynyn>
GET  /people.xlsx                                         yyyyyyyyyynyn>
GET  /people/{person}                                     yyyyyyyyyynyn>                     0000000000n0n>
POST /people/{person}/away                                yynnnnnnnnnyn>                     00nnnnnnnnn0n>
POST /people/{person}/back                                yynnnnnnnnnyn>                     00nnnnnnnnn0n>
GET  /people/{person}/link                                yynnnnnnnnnyn>                     00nnnnnnnnn0n>
POST /people/{person}/link                                yynnnnnnnnnyn>                     00nnnnnnnnn0n>
GET  /people/{person}/change                              yynnnnnnnnnyn>                     00nnnnnnnnn0n>
POST /people/{person}/change                              yynnnnnnnnnyn>                     00nnnnnnnnn0n>
GET  /add-person                                          yynnnnnnnnnyn>
POST /add-person                                          yynnnnnnnnnyn>
GET  /roles/give                                          yynnnnnnnnnyn>
POST /roles/give                                          yynnnnnnnnnyn>
GET  /roles/{role}/end                                    yynnnnnnnnnyn>     yynnnnnnnnn0n>  00nnnnnnnnn0n>
POST /roles/{role}/end                                    yynnnnnnnnnyn>     yynnnnnnnnn0n>  00nnnnnnnnn0n>
GET  /roles/{role}/deputy                                 yynnnnnnnnnyn>     yynnnnnnnnn0n>  00nnnnnnnnn0n>
POST /roles/{role}/deputy                                 yynnnnnnnnnyn>     yynnnnnnnnn0n>  00nnnnnnnnn0n>
GET  /running                                             yynnnnnnnnnyn>
GET  /audit                                               yynnnnnnnnnyn>
POST /audit                                               yynnnnnnnnnyn>
GET  /audit/record                                        yynnnnnnnnnyn>
GET  /audit/record.xlsx                                   yynnnnnnnnnyn>
GET  /audit/changes                                       yynnnnnnnnnyn>
GET  /audit/changes.xlsx                                  yynnnnnnnnnyn>
GET  /audit/who-saw                                       yynnnnnnnnnnn>
GET  /register                                            yynnnnnnnnnnn>
POST /register                                            yynnnnnnnnnnn>
POST /register/take                                       yynnnnnnnnnnn>
GET  /register.xlsx                                       yynnnnnnnnnnn>
GET  /register.csv                                        yynnnnnnnnnnn>
GET  /register/open                                       yynnnnnnnnnnn>
GET  /register/open.xlsx                                  yynnnnnnnnnnn>

GET  /plan                                                yyyyyyyyyyyyn>
GET  /plan.xlsx                                           000000000000n>
GET  /law                                                 yyyyyyyyyyyyn>
GET  /law.xlsx                                            yyyyyyyyyyyyn>
GET  /law/counting                                        yyyyyyyyyyyyn>
GET  /law/{name}                                          yyyyyyyyyyyyn>
GET  /words                                               yyyyyyyyyyyyn>

GET  /my-sessions                                         yyyyyyyyyyyyn>
POST /my-sessions/end                                     yyyyyyyyyyyyn>                     000000000000n>
GET  /sessions                                            yynnnnnnnnnyn>
POST /sessions/end                                        yynnnnnnnnnyn>                     00nnnnnnnnn0n>
POST /session/stay                                        yyyyyyyyyyyyn>
GET  /prove-again                                         yyyyyyyyyyyyn>
POST /prove-again                                         yyyyyyyyyyyyn>

GET  /help                                                yyyyyyyyyyyyyy
GET  /accessibility                                       yyyyyyyyyyyyyy
GET  /health                                              yyyyyyyyyyyyyy
GET  /sign-in                                             yyyyyyyyyyyyyy
POST /sign-in                                             yyyyyyyyyyyyy>
GET  /sign-in/code                                        >>>>>>>>>>>>>>
POST /sign-in/code                                        >>>>>>>>>>>>>>
GET  /sign-in/partnership                                 yyyyyyyyyyyyy>
POST /sign-in/partnership                                 yyyyyyyyyyyyy>
POST /sign-in/demonstration                               0000000000000>
POST /sign-in/with/{key}                                  00000000000000
GET  /sign-in/from/{key}                                  00000000000000
POST /sign-out                                            yyyyyyyyyyyyyy
GET  /signed-out                                          yyyyyyyyyyyyyy
GET  /join/{word}                                         yyyyyyyyyyyyyy
POST /join/{word}                                         yyyyyyyyyyyyy>
GET  /join/{word}/code                                    yyyyyyyyyyyyyy
POST /join/{word}/code                                    yyyyyyyyyyyyy>
"""
"""y: answered. n: a calm page that it is not for this role (403). 0: there is nothing here (404). >: to the sign-in.

Another partnership's thing is answered as one that is not there. A role that sees no case at all is told so whatever
the reference. The reviewer holds the role for the own case alone. Of a role (`/roles/{role}`) the second column is one
that is held for a case. Providers and the demonstration's door are not there where neither is set up.
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A route and, by distance, what each role is answered."""

    method: str
    path: str
    answers: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def lines() -> list[Line]:
    """The matrix, read by the places of its columns."""
    _, _above, letters, *rest = MATRIX.splitlines()
    starts = [place for place in range(len(letters)) if letters.startswith(LETTERS, place)]
    return [_line(row, starts) for row in rest if row.strip()]


def _line(row: str, starts: list[int]) -> Line:
    method, path = row.split()[:2]
    cells = (row[start : start + len(LETTERS)].strip() for start in starts)
    return Line(method, path, {name: cell for name, cell in zip((OWN, OTHER, ELSEWHERE), cells, strict=True) if cell})
