"""Federal money and equity of the United States for minerals, and sums of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.core.arguments import flat
from critmin.core.arguments import years as parse_years
from critmin.policies.charts import money
from critmin.policies.query import (
    UNSURE_FLAGS,
    Answer,
    Span,
    compiled,
    one_of,
    read_day,
    read_minerals,
    read_span,
    record_columns,
    related,
)
from critmin.policies.register import awards
from critmin.policies.state import KINDS, NOT_BINDING, Award, doubles, status

COLUMNS = weighing(
    record_columns(
        "award_id date administration programme instrument recipient project iso3 minerals "
        "stages amount_usd amount_is status ended paid_usd counted counted_in confidence "
        "evidence flag source"
    ),
    amount_usd=9,
    status=7,
)
SUM_COLUMNS = columns(
    "group instrument status awards without_amount counted_elsewhere amount_usd_low "
    "amount_usd_high flag source"
)
GROUPINGS = ("mineral", "administration", "programme", "year", "stage", "country", "all")
UNNAMED = "not-published"


@dataclass(frozen=True)
class _Asked:
    slugs: tuple[str, ...]
    span: Span
    day: str
    instrument: str | None
    programme: str | None

    def wants(self, award: Award) -> bool:
        """Whether an award is one of those asked for, minerals aside."""
        return (
            self.span.holds(award.date)
            and status(award, self.day) is not None
            and self.instrument in {None, award.kind}
            and self.programme in {None, award.programme}
        )


def policy_awards(
    *minerals: str,
    since: str | date | None = None,
    until: str | date | None = None,
    year: str | int | None = None,
    as_of: str | date | None = None,
    instrument: str | None = None,
    programme: str | None = None,
    by: str | None = None,
) -> Table:
    """Federal money and equity of the United States for minerals since 2020.

    Parameters
    ----------
    *minerals : str
        Only awards for one of these, its group or a member of it.
    since, until : str or date, optional
        Only awards dated between these; a day, a month or a year.
    year : str or int, optional
        Only awards of these years.
    as_of : str or date, optional
        As they stand at the end of this day; today when not given.
    instrument : str, optional
        One of `critmin.policies.state.KINDS`.
    programme : str, optional
        As in the column ``programme``, e.g. ``dpa-title-iii``.
    by : str, optional
        ``mineral``, ``administration``, ``programme``, ``year``, ``stage``, ``country`` or
        ``all``: sums instead of awards, per instrument and status, which are never added to
        each other.

    Returns
    -------
    Table
        One row per award; or sums in USD. ``amount_usd_low`` counts awards for the group
        alone, ``amount_usd_high`` all that touch it: groups must not be added up.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that there is not.
    QueryError
        For a date that is none.
    NoData
        If no award on record fits.
    """
    asked = _Asked(
        slugs=read_minerals(flat(minerals)),
        span=read_span(since, until, parse_years(year)),
        day=read_day(as_of),
        instrument=one_of("instrument", instrument, KINDS),
        programme=one_of("programme", programme, sorted({x.programme for x in awards()})),
    )
    grouping = one_of("grouping", by, GROUPINGS)
    answer = Answer(
        SUM_COLUMNS if grouping else COLUMNS,
        {
            "command": "policy",
            "view": "awards",
            "minerals": list(minerals),
            "from": since,
            "to": until,
            "year": year,
            "as_of": asked.day,
            "instrument": instrument,
            "programme": programme,
            "by": by,
        },
    )
    found = [award for award in awards() if asked.wants(award)]
    mine = [a for a in found if not asked.slugs or any(_is_for(a, s) for s in asked.slugs)]
    if grouping:
        _sums(mine, grouping, asked, answer)
    else:
        for award in mine:
            answer.add(_row(award, asked.day), flags(award, asked.day))
    _name_missing(mine, asked, answer, at=0 if grouping else 8)
    answer.notes += [f"{award.award_id}: {award.note}" for award in mine if len(mine) <= 8]
    answer.cautions.append(compiled("award"))
    table = answer.table("no award on record fits")
    return table.replace(chart=money(table)) if grouping else table


def _is_for(award: Award, slug: str) -> bool:
    return any(related(mineral, slug) for mineral in award.minerals)


def _name_missing(found: list[Award], asked: _Asked, answer: Answer, *, at: int) -> None:
    for slug in asked.slugs:
        if not any(_is_for(award, slug) for award in found):
            answer.absent(at, slug, f"no award on record for {slug} fits, as of {asked.day}")


def double(award: Award, day: str) -> bool:
    """Whether an award's sum stands in another one on a day."""
    other = next((one for one in awards() if one.award_id == award.counted_in), None)
    return doubles(award, other, day)


def _row(award: Award, day: str) -> tuple[Cell, ...]:
    return (
        award.award_id,
        award.date.text,
        award.administration,
        award.programme,
        award.kind,
        award.recipient,
        award.project,
        award.iso3 or None,
        ";".join(award.minerals) or None,
        award.stages,
        award.amount_usd,
        award.amount_is,
        status(award, day),
        award.ended.text if award.ended else None,
        award.paid_usd,
        not double(award, day),
        award.counted_in or None,
        award.confidence,
        award.evidence or None,
    )


def flags(award: Award, day: str) -> Iterator[str]:
    """Warning codes of one award."""
    yield {
        "ceiling": "amount_ceiling",
        "partly-private": "amount_partly_private",
        "not-published": "amount_not_published",
    }.get(award.amount_is, "")
    if award.kind in NOT_BINDING:
        yield "not_binding"
    if double(award, day):
        yield "counted_elsewhere"
    if len(award.minerals) > 1:
        yield "joint_minerals"
    if any(name.scope == "unnamed" for name in award.names):
        yield "minerals_not_named"
    if status(award, day) == "unsure":
        yield "date_uncertain"
    yield UNSURE_FLAGS.get(award.confidence, "")


def _groups(award: Award, grouping: str) -> list[str]:
    """What an award counts under; several where it touches several."""
    found: dict[str, Iterable[str]] = {
        "mineral": award.minerals or (UNNAMED,),
        "administration": (award.administration,),
        "programme": (award.programme,),
        "year": (award.date.first[:4],),
        "stage": award.stages.split(";"),
        "country": (award.iso3 or UNNAMED,),
        "all": ("all",),
    }
    return list(dict.fromkeys(found[grouping]))


def _sums(found: list[Award], grouping: str, asked: _Asked, answer: Answer) -> None:
    """One row per group, instrument and status; sums of different ones are never added."""
    cells: dict[tuple[str, str, str], list[Award]] = {}
    for award in found:
        for group in _groups(award, grouping):
            if grouping != "mineral" or not asked.slugs or _wanted(group, asked.slugs):
                key = (group, award.kind, str(status(award, asked.day)))
                cells.setdefault(key, []).append(award)
    for (group, kind, state), mine in sorted(cells.items(), key=_place):
        answer.add(*_sum_row((group, kind, state), mine, grouping, asked.day))
    answer.cautions.append(
        Caution(
            "kinds_apart",
            "grants, loans, equity, purchases and letters are unlike money, and "
            "so are what is announced and what is final: each has its own row",
        )
    )
    if any(len(_groups(award, grouping)) > 1 for award in found):
        answer.cautions.append(
            Caution(
                "joint_minerals" if grouping == "mineral" else "joint_groups",
                f"awards for several {grouping}s count in full in the upper sum of each and "
                "in no lower sum; the rows must not be added up",
            )
        )


def _wanted(group: str, slugs: Iterable[str]) -> bool:
    return group != UNNAMED and any(related(group, slug) for slug in slugs)


def _place(cell: tuple[tuple[str, str, str], list[Award]]) -> tuple[str, int, str]:
    (group, kind, state), _awards = cell
    return (group, KINDS.index(kind), state)


def _sum_row(
    key: tuple[str, str, str], mine: list[Award], grouping: str, day: str
) -> tuple[tuple[Cell, ...], list[str]]:
    """Cells and flags of one sum; no sum where no award of it has a published amount."""
    twice = [award for award in mine if double(award, day)]
    counted = [award for award in mine if award not in twice and award.amount_usd is not None]
    alone = [award for award in counted if len(_groups(award, grouping)) == 1]
    codes = [
        code
        for award in counted
        for code in flags(award, day)
        if code in {"amount_ceiling", "amount_partly_private", "not_binding"}
    ]
    unknown = sum(1 for a in mine if a not in twice and a.amount_usd is None)
    cells: tuple[Cell, ...] = (
        *key,
        len(mine),
        unknown,
        len(twice),
        total(alone) if counted else None,
        total(counted) if counted else None,
    )
    return cells, [
        *codes,
        "amount_not_published" if unknown else "",
        "counted_elsewhere" if twice else "",
    ]


def total(found: Iterable[Award]) -> float:
    """Sum of published amounts in USD."""
    return sum(award.amount_usd or 0.0 for award in found)
