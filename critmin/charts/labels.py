"""Wording of charts: names of minerals, places and bases, spans, absent figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from critmin.charts.model import distinct
from critmin.core.dates import in_words
from critmin.core.files import read_table
from critmin.core.periods import Month
from critmin.core.wording import (
    AnyRow,
    capital,
    cell,
    counted,
    listed,
    lower,
    mineral_name,
    scoped,
    when,
)

Row = dict[str, Any]
R = TypeVar("R", bound=AnyRow)
MOST_NAMED = 12  # most names without a figure; more are counted
TITLE = 140  # most characters of a title
# Heads that are no sentence without what follows their colon.
_OPEN = re.compile(r"(?:Of|HHI|Largest|Between|By|If)\b(?!.* (?:was|were|is|are|would|supplied) )")

# A list of shares at the end of a sentence: "A supplied 6% of tin ore, 5% of zinc ore and ...".
_LISTED = re.compile(r"(?P<start>.*\b(?:supplied|would lose) )(?P<list>(?:(?!\b(?:was|were)\b).)*)")
_WHOSE = re.compile(r"'s?(?: \([^)]*\))?$")  # whose imports they are is said once, at the end
_ITEM = re.compile(r"(?:,| and) (?=(?:up to |at least |under |about |over )?\d[^,]*?% of )")
# A share that hardly moved before one that rose: the second is the news.
_BESIDE = re.compile(
    r"(?P<one>.+)'s share of (?P<what>.+) was (?P<was>.+) in (?P<from>\d+) and (?P<is>.+) in "
    r"(?P<to>\d+) while (?P<other>.+'s) (?P<moved>rose|fell) from (?P<low>.+) to (?P<high>.+)"
)
_INDEX = re.compile(r"The HHI of (?P<what>.+) (?P<moved>rose|fell) from (?P<rest>.+)")


def headline(text: str, most: int = TITLE) -> str:
    """A finding that fits over a picture: whole, or without its last clauses.

    It is cut only where a clause ends, so that what stays is true alone.

    >>> headline("A mined 3 t in 2025, after 2 t; B mined 1 t.", 34)
    'A mined 3 t in 2025, after 2 t'
    >>> headline("Half of it was made in A, if imports mix: a third came directly.", 50)
    'Half of it was made in A, if imports mix'
    >>> headline("A supplied 9% of tin ore, 8% of zinc ore and 7% of lead ore.", 45)
    'A supplied 9% of tin ore and 8% of zinc ore'
    """
    text = text.removesuffix(".")
    if len(text) <= most:
        return text
    ends = _clause_ends(text)
    fits = [at for at in ends if at <= most]
    if fits or ends:
        text = text[: fits[-1] if fits else ends[0]]
    return text if len(text) <= most else _fewer_items(text, most)


def _clause_ends(text: str) -> list[int]:
    """Places where a clause ends and what stands before is a sentence."""
    level, ends = 0, []
    for at, letter in enumerate(text):
        level += (letter == "(") - (letter == ")")
        closes = letter == ";" or (letter == ":" and not _OPEN.match(text[:at]))
        if closes and level == 0 and text[at + 1 : at + 2] == " ":
            ends.append(at)
    return ends


def _fewer_items(text: str, most: int) -> str:
    """Sentence that ends in a list of shares, with as many of them as there is room for."""
    found = _LISTED.fullmatch(text)
    if not found:
        return text
    head, *items = _ITEM.split(found["list"])
    if any(_WHOSE.search(item) for item in (head, *items)):
        return text
    kept = [head]
    for item in items:
        if len(found["start"] + listed([*kept, item])) > most:
            break
        kept.append(item)
    return found["start"] + listed(kept)


def changed(title: str) -> str:
    """Title that leads with what changed, and calls the index by what it says.

    >>> changed("A's share of tin ore was 8% in 2021 and 9% in 2025 while B's rose from 2% to 5%")
    "B's share of tin ore rose from 2% in 2021 to 5% in 2025; A's was 9%, after 8%"
    >>> changed("The HHI of tin mining fell from 5,300 in 2021 to 5,100 in 2025")
    'Tin mining became less concentrated: its index fell from 5,300 in 2021 to 5,100 in 2025'
    """
    if found := _BESIDE.fullmatch(title):
        one, what, was, first, now, last, other, moved, low, high = found.groups()
        change = f"{moved} from {low} in {first} to {high} in {last}"
        return f"{capital(other)} share of {what} {change}; {one}'s was {now}, after {was}"
    if found := _INDEX.fullmatch(title):
        how = "more" if found["moved"] == "rose" else "less"
        head = f"{capital(found['what'])} became {how} concentrated"
        return f"{head}: its index {found['moved']} from {found['rest']}"
    return title


def left_out(number: int, thing: str, things: str = "", *, narrow: str = "") -> str:
    """Sentence on what the table has and the picture does not show, and how to see it.

    >>> left_out(1, "smaller country", "smaller countries")
    '1 smaller country is in the table, not here.'
    >>> left_out(3, "mineral", narrow="name fewer minerals")
    '3 minerals are in the table, not here: name fewer minerals to see them.'
    """
    if number < 1:
        return ""
    said = f"{counted(number, thing, things)} {'is' if number == 1 else 'are'} in the table"
    them = "it" if number == 1 else "them"
    return f"{said}, not here{f': {narrow} to see {them}' if narrow else ''}."


def earlier(rows: Iterable[AnyRow], newest: object, narrow: str) -> str:
    """Sentence on the years or months before the newest one, which the picture does not show.

    >>> earlier([{"year": 2023}, {"year": 2024}], 2024, "name one form")
    '1 earlier year is in the table, not here: name one form to see it.'
    """
    before = {cell(row, "year") for row in rows if cell(row, "year") is not None} - {newest}
    monthly = any(isinstance(year, Month) for year in before)
    return left_out(len(before), f"earlier {'month' if monthly else 'year'}", narrow=narrow)


def small_print(sentences: Iterable[str]) -> str:
    """Note of a chart: its sentences, without those that are empty.

    >>> small_print(["Law, not practice.", "", "No figure: Tin."])
    'Law, not practice. No figure: Tin.'
    """
    return " ".join(filter(None, sentences))


def averages(rows: Sequence[AnyRow]) -> str:
    """Sentence on years that stand for an average of several."""
    found = distinct(
        [
            f"{cell(row, 'year')} is the {text}"
            for row in rows
            if cell(row, "year") is not None and (text := when(row)).startswith("average")
        ]
    )
    return f"{listed(found)}." if found else ""


def span_of(values: Sequence[Any]) -> str:
    """Values once each, joined; years as a span.

    >>> span_of([2023, 2024, 2023]), span_of(["mining"])
    ('2023 to 2024', 'mining')
    """
    found = distinct([value for value in values if value is not None])
    if len(found) > 1 and all(isinstance(value, int) for value in found):
        return f"{in_words(str(min(found)))} to {in_words(str(max(found)))}"
    return ", ".join(in_words(str(value)) for value in found)


def whens(rows: Sequence[AnyRow]) -> str:
    """Years of rows in words: one year, a span, or the years of an average."""
    found = distinct([when(row) for row in rows if cell(row, "year") is not None])
    years = sorted({cell(row, "year") for row in rows if not _average(row)})
    plain = [text for text in found if not text.startswith("average")]
    if len(plain) == len(found):
        return span_of(years)
    averages = [text for text in found if text not in plain]
    return ", ".join(filter(None, [span_of(years), *averages]))


def _average(row: AnyRow) -> bool:
    """Whether a row has no year, or is an average of several."""
    return cell(row, "year") is None or when(row).startswith("average")


def tables_of(rows: Iterable[R]) -> dict[tuple[Any, ...], list[R]]:
    """Rows by their table, without rows that have no year."""
    found: dict[tuple[Any, ...], list[R]] = {}
    for row in rows:
        if cell(row, "year") is not None:
            key = (
                cell(row, "mineral"),
                cell(row, "stage"),
                cell(row, "basis", None),
                cell(row, "year"),
            )
            found.setdefault(key, []).append(row)
    return found


def basis_name(basis: str | None) -> str:
    """Basis of figures in words.

    >>> basis_name("reo"), basis_name("gross-weight")
    ('rare-earth-oxide equivalent', 'gross weight of ore or concentrate')
    """
    if not basis:
        return ""
    if basis in {"contained", "own"}:
        return "contained weight" if basis == "contained" else "as in the own table"
    known = {name: meaning for name, _rank, meaning in read_table("bases.csv")[1]}
    return lower(known[basis].partition(":")[0]) if basis in known else basis


def in_part(tables: Mapping[tuple[Any, ...], Sequence[Row]]) -> str:
    """Sentence on tables that count only a part of their mineral."""
    named = {
        f"{mineral_name(key[0])} {key[1]}": scoped("", of[0]).strip(" ()")
        for key, of in tables.items()
    }
    return " ".join(f"{what}: {part}." for what, part in named.items() if part)


def state_of(row: AnyRow) -> str:
    """Why a row has no figure, in words; empty if nothing says why."""
    flags = cell(row, "flag", None) or ()
    if "withheld" in flags:
        return "withheld"
    return "not listed" if "not_listed" in flags else ""


def withheld(rows: Sequence[AnyRow]) -> str:
    """Sentence on countries whose output is withheld and so in no share."""
    countries = distinct(
        [cell(row, "country") for row in rows if "withheld" in (cell(row, "flag") or ())]
    )
    return f"Withheld, and in no share: {', '.join(countries)}." if countries else ""


def unanswered(rows: Sequence[AnyRow]) -> str:
    """Sentence on rows without a figure: their mineral, and the stage if they are of one.

    >>> unanswered([{"mineral": "tin", "stage": "mining", "year": None}])
    'No figure: Tin mining.'
    >>> unanswered([{"mineral": "tin", "stage": None, "year": None}])
    'No figure: Tin.'
    """
    return _no_figure(
        [
            f"{mineral_name(cell(row, 'mineral'))} {cell(row, 'stage', None) or ''}".rstrip()
            for row in rows
            if cell(row, "year") is None
        ]
    )


def no_figures(named: Sequence[tuple[str, str]]) -> str:
    """Sentence on names without a figure, each with why if it is known.

    >>> no_figures([("Cobalt refining, DR Congo", "not listed"), ("Tin mining", "")])
    'No figure: Cobalt refining, DR Congo (not listed); Tin mining.'
    """
    once = [f"{name} ({state})" if state else name for name, state in dict(named).items()]
    if len(once) > MOST_NAMED:
        return f"No figure: {len(once)}."
    return f"No figure: {'; '.join(once)}." if once else ""


def unanswered_names(slugs: Sequence[str]) -> str:
    """Sentence on minerals without a figure, named or counted."""
    return _no_figure([mineral_name(slug) for slug in slugs])


def _no_figure(names: Sequence[str]) -> str:
    once = distinct(names)
    if len(once) > MOST_NAMED:
        return f"No figure: {len(once)}."
    return f"No figure: {', '.join(once)}." if once else ""
