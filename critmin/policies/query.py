"""What the views of government action share: days and spans, minerals, the answer's frame."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from critmin.answers import cautions as vocabulary
from critmin.answers.columns import columns
from critmin.answers.table import Caution, Cell, Column, Table
from critmin.core import names, sources
from critmin.core.dates import TODAY, When
from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.sources import Source
from critmin.policies.register import SOURCE

Row = tuple[Cell, ...]
UNSURE_FLAGS = {
    "general_knowledge": "no_page_seen",
    "partly_seen": "page_seen_in_part",
    "paper": "paper_only",
}
SHAPES = ((r"\d{4}-\d{2}-\d{2}", "day"), (r"\d{4}-\d{2}", "month"), (r"\d{4}", "year"))


def record_columns(words: str) -> tuple[Column, ...]:
    """Columns of acts or awards; their minerals are those named."""
    named = "Minerals named, by slug, separated by ;"
    return tuple(
        column._replace(description=named, weight=8) if column.name == "minerals" else column
        for column in columns(words)
    )


def when(text: str | date, what: str) -> When:
    """A day, month or year as asked for.

    Raises
    ------
    QueryError
        If it is none of these.

    Examples
    --------
    >>> when("2022-06", "from").last
    '2022-06-30'
    """
    said = (text if isinstance(text, str) else text.isoformat()).strip()
    for shape, precision in SHAPES:
        if re.fullmatch(shape, said, re.ASCII):
            try:
                date.fromisoformat((said + "-01-01")[:10])
                found = When.read(said, precision)
            except ValueError:
                break
            if found is not None:
                return found
    raise QueryError(f"{what} is {said!r}: write a day, month or year as 2025-03-31, 2025-03, 2025")


@dataclass(frozen=True)
class Span:
    """Days asked for, both included; empty ends are open."""

    first: str = ""
    last: str = ""
    years: tuple[int, ...] = ()

    def holds(self, found: When) -> bool:
        """Whether a date can lie in the span."""
        if self.first and found.last < self.first:
            return False
        if self.last and found.first > self.last:
            return False
        years = range(int(found.first[:4]), int(found.last[:4]) + 1)
        return not self.years or any(year in self.years for year in years)


def read_span(
    since: str | date | None, until: str | date | None, years: Sequence[int] = ()
) -> Span:
    """The span between two dates: from the first day of one to the last of the other.

    Raises
    ------
    QueryError
        If it runs backwards, or a date is none.
    """
    first = "" if since is None else when(since, "from").first
    last = "" if until is None else when(until, "to").last
    if first and last and last < first:
        raise QueryError(f"{since} to {until} runs backwards")
    return Span(first, last, tuple(years))


def read_day(text: str | date | None) -> str:
    """A day; the last one of a month or year; today when none is given."""
    if text is None or text == TODAY:
        return date.today().isoformat()
    return when(text, "as-of").last


def read_minerals(texts: Iterable[str]) -> tuple[str, ...]:
    """Slugs of names, once each."""
    return tuple(dict.fromkeys(names.mineral(text).slug for text in texts))


def related(one: str, other: str) -> bool:
    """Whether two minerals are the same, or one is the group of the other."""
    return one in names.above(other) or other in names.above(one)


def one_of(what: str, text: str | None, known: Sequence[str]) -> str | None:
    """A word of a closed vocabulary.

    Raises
    ------
    UnknownName
        With the known words.
    """
    if text is None or text in known:
        return text
    word = text.strip().casefold().replace(" ", "-").replace("_", "-")
    if word in known:
        return word
    raise UnknownName(what, text, names.suggestions(word, known), tuple(known))


@dataclass
class Answer:
    """Rows of a view and what is said of them."""

    columns: tuple[Column, ...]
    query: Mapping[str, object]
    rows: list[Row] = field(default_factory=list)
    cautions: list[Caution] = field(default_factory=list)
    missing: list[Caution] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flagged: dict[str, list[str]] = field(default_factory=dict)
    from_user: bool = False
    own_sources: tuple[Source, ...] = ()

    def add(
        self, row: Sequence[Cell], flags: Iterable[str], source: str = SOURCE, name: str = ""
    ) -> None:
        """One row with its flags, each said once below with the rows that carry it.

        A row is named by its first cell unless it is given a name.
        """
        codes = list(dict.fromkeys(flag for flag in flags if flag))
        for code in codes:
            self.flagged.setdefault(code, []).append(name or str(row[0]))
        self.rows.append((*row, ";".join(codes) or None, source))

    def absent(self, at: int, name: str, reason: str) -> None:
        """A row without figures for a name that was asked for."""
        blank: list[Cell] = [None] * len(self.columns)
        blank[at], blank[-2] = name, "no_data"
        self.rows.append(tuple(blank))
        self.missing.append(Caution("no_data", reason))

    def table(self, nothing: str) -> Table:
        """The finished answer.

        Raises
        ------
        NoData
            If no row has a figure; the reasons of what was asked, else ``nothing``.
        """
        if not any(row[-1] for row in self.rows):
            said = [caution.message for caution in self.missing]
            raise NoData("; ".join(said) or nothing)
        used = [part for row in self.rows for part in str(row[-1] or "").split(";") if part]
        cautions = [
            Caution(code, f"{vocabulary.meaning(code)} ({few(self.flagged[code])})")
            for code in sorted(self.flagged)
        ]
        return Table(
            query={k: v for k, v in self.query.items() if v not in (None, [], (), False)},
            columns=self.columns,
            rows=tuple(self.rows),
            sources=(*sources.records(sorted(set(used))), *self.own_sources),
            warnings=tuple(dict.fromkeys([*cautions, *self.cautions, *self.missing])),
            notes=tuple(dict.fromkeys(self.notes)),
            from_user=self.from_user,
        )


def few(ids: Sequence[str], shown: int = 4) -> str:
    """Names in words, the first ones and how many more.

    >>> few(["a", "b", "a", "c"], 2)
    'a, b and 1 more'
    """
    once = list(dict.fromkeys(ids))
    more = f" and {len(once) - shown} more" if len(once) > shown else ""
    return ", ".join(once[:shown]) + more


def compiled(what: str) -> Caution:
    """That a table of ours is not complete."""
    return Caution("compiled", f"an own compilation: no row is no proof that there is no {what}")
