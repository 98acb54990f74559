"""Whose the rows of the record are, one function each: a case and all of it is one partnership's."""

from collections.abc import Iterator

from workflows.engine.finding import Finding, Look, in_full


@in_full
def everything_is_its_partnership_s(look: Look) -> Iterator[Finding]:
    """Whom a partnership had told stays its own where the case was handed over."""
    had = """and not exists (select from partnership where partnership.id = one.partnership_id
      and partnership.slug in (select value from jsonb_each_text("case".former)))"""
    for table in ("event", "run", "item", "deadline", "rung", "notice", "child", "case_key"):
        for row in look.rows(f"""
          select reference, count(*) as n from {table} as one join "case" on "case".id = one.case_id
          where one.partnership_id <> "case".partnership_id {had if table == "notice" else ""}
            and (cast(:case as uuid) is null or one.case_id = :case)
          group by reference limit :most"""):
            sentence = f"{row.n} of its rows in {table} are another partnership's."
            yield Finding("everything is its partnership's", row.reference, sentence)


@in_full
def cases_are_where_their_events_say(look: Look) -> Iterator[Finding]:
    """With the partnership of their prefix, which is the last that took them over, and under every name they had."""
    for row in look.rows("""
      select "case".reference, slug from "case" join partnership on partnership.id = "case".partnership_id
      cross join lateral (
        select jsonb_object_agg(details ->> 'reference', details ->> 'from') as former,
          (array_agg(details ->> 'to' order by event.seq desc))[1] as holder
        from event where event.case_id = "case".id and act = 'handed over') as said
      where (cast(:case as uuid) is null or "case".id = :case) and (
        "case".former is distinct from said.former or coalesce(said.holder, slug) <> slug
        or split_part("case".reference, '-', 1) <> prefix)
      order by reference limit :most"""):
        sentence = f"It is with {row.slug}, and no event says that it went there."
        yield Finding("cases are where their events say", row.reference, sentence)
