"""Phrases of summaries made from one row: about a figure, when, whose, of what goods."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Table, as_number, several
from critmin.core.names import bloc_names, minerals
from critmin.core.sources import Edition
from critmin.core.wording import (
    AnyRow,
    Cells,
    between,
    bloc_title,
    capital,
    cell,
    lower,
    mineral_name,
    percent,
    place,
    the,
    when,
)
from critmin.findings import phrases
from critmin.findings.phrases import COUNTED as COUNTED
from critmin.findings.phrases import NAMED as NAMED
from critmin.findings.phrases import ROUGH as ROUGH
from critmin.findings.phrases import adjective as adjective
from critmin.findings.phrases import first_named as first_named
from critmin.findings.phrases import names_or_count as names_or_count

Row = Cells  # of an answer
EDITORS = {"usgs": "the USGS", "iea": "the IEA", "eu": "the European Commission"}
NEXT_TO_NOTHING = 0.001
NO_ARTICLE = {"brics"}
# A traded form, with the place of the mineral's name.
FORMS = {
    "ore": "{} ore",
    "intermediate": "{} intermediates",
    "ferroalloy": "{} ferroalloys",
    "refined": "refined {}",
    "semi": "semi-finished {}",
    "magnet": "{} magnets",
    "downstream": "goods made of {}",
    "scrap": "{} scrap",
    "mixed": "{} in several forms",
}
# Goods with a name of their own; coated spherical graphite goes into anodes.
OWN_NAMES = {("graphite", "semi"): "graphite anode material"}
AS_NAMED = {"compound", "product", "biotic"}  # goods whose name says the form
GRAPHITE = "graphite"  # an ore by category, but traded in several forms


def flags(row: AnyRow) -> frozenset[str]:
    """Warning codes of a row."""
    return frozenset(several(cell(row, "flag", None)))


def number(row: AnyRow, column: str) -> float | None:
    """Number in a column; None without a figure or without the column."""
    return as_number(cell(row, column, None))


def amount(row: AnyRow, column: str) -> float:
    """Number in a column for sorting and adding; 0 without a figure."""
    return number(row, column) or 0.0


def about_percent(row: AnyRow, column: str = "share") -> str:
    """Share of a row as a person would round it, with "about" before an estimate."""
    return phrases.about_share(amount(row, column), several(cell(row, "flag", None)))


def rough(row: AnyRow) -> str:
    """The word "about " for a row whose figures are estimated or rounded; else empty."""
    return phrases.rough(several(cell(row, "flag", None)))


def ends(row: AnyRow, low: str, high: str) -> str:
    """Interval of shares in two columns, in words."""
    return between(amount(row, low), amount(row, high))


def span(low: float, high: float) -> str:
    """Interval of shares within a sentence; "up to" where the low end is next to nothing.

    >>> span(0.09, 0.19), span(0.0002, 0.3), span(0.31, 0.31), span(0.0, 0.0), span(0.0, 0.0004)
    ('9% to 19%', 'up to 30%', '31%', '0%', 'under 0.1%')
    """
    least, most = percent(low), percent(high)
    if least == most or most.startswith("under"):
        return most
    return f"up to {most}" if low < NEXT_TO_NOTHING else f"{least} to {most}"


def year(row: AnyRow) -> str:
    """Year of a row, or the years of its average, for brackets.

    >>> year({"year": 2020, "flag": ("period_average",), "source": ("eu@2023",)})
    '2016-2020 average'
    """
    text = when(row)
    return f"{text.removeprefix('average of ')} average" if text.startswith("average") else text


def in_year(row: AnyRow) -> str:
    """When the figure of a row is of, in a sentence.

    >>> in_year({"year": 2024, "flag": (), "source": ("iea@2025",)})
    'in 2024'
    >>> in_year({"year": 2020, "flag": ("period_average",), "source": ("eu@2023",)})
    'on average in 2016-2020'
    """
    text = when(row)
    if text.startswith("average"):
        return f"on average in {text.removeprefix('average of ')}"
    return f"in {text}"


def order(row: AnyRow) -> int:
    """Year or month of a row that has one, to compare and sort by."""
    found = cell(row, "year")
    return found if isinstance(found, int) else 0


def known_place(code: str) -> str:
    """Name of a country, former country or bloc in a sentence, with its article."""
    if code in bloc_names():
        return bloc_title(code) if code in NO_ARTICLE else f"the {bloc_title(code)}"
    return the(place(code))


def possessive(name: str) -> str:
    """Name with its possessive ending.

    >>> possessive("Japan"), possessive("the United States"), possessive("BRICS")
    ("Japan's", "the United States'", "BRICS'")
    """
    return f"{name}'" if name.lower().endswith("s") else f"{name}'s"


def name_in(row: AnyRow, name: str = "country", code: str = "iso3") -> str:
    """Name of a row's country in a sentence; as it is written if it has no code."""
    return phrases.country_in(cell(row, name), cell(row, code, None))


def what(row: AnyRow) -> str:
    """Name of a row's mineral in a sentence, with the part of it that the publisher counts."""
    return phrases.mineral_in(str(cell(row, "mineral")), several(cell(row, "flag", None)))


def own(row: AnyRow) -> bool:
    """Whether a row is from a user's own table."""
    return phrases.is_own(several(cell(row, "source", None)))


def editor(source: str) -> str:
    """Publisher of an edition in a sentence; empty for one that is not often named."""
    return EDITORS.get(Edition.of(source).origin, "")


def by_edition(table: Table, text: str) -> str:
    """Sentences on a projection that begin with whose it is, as editions differ.

    Unchanged without a projection, or where several editions project.
    """
    projected = [row for row in table if "projection" in flags(row)]
    editions = {id_ for row in projected for id_ in several(cell(row, "source"))}
    if not text or len(editions) != 1:
        return text
    publisher, edition = Edition.of(next(iter(editions)))
    who = editor(publisher)
    if not who:
        return text
    starts = ("The ", "Which ", "Largest ", "Share ", "No ", "Of ")
    rest = f"{text[0].lower()}{text[1:]}" if text.startswith(starts) else text
    rest = f"the {rest}" if rest.startswith(("largest ", "share ")) else rest
    return f"By {possessive(who)} {edition} edition, {rest}"


def withheld_in(table: Table, row: AnyRow) -> tuple[str, ...]:
    """Countries whose figures the publisher withholds in a row's table, by the answer's notes."""
    for about in table.warnings:
        here = about.is_of(cell(row, "mineral"), cell(row, "stage"), cell(row, "year"))
        if about.name == "withheld_excluded" and here:
            return tuple(map(the, about.values["countries"]))
    return ()


def is_withheld(names: Sequence[str]) -> str:
    """Clause on countries whose figures are withheld.

    >>> is_withheld(["the United States"])
    "the United States' figure is withheld and in no share"
    """
    if len(names) == 1:
        return f"{possessive(names[0])} figure is withheld and in no share"
    return f"the figures of {names_or_count(names)} are withheld and in no share"


def two(*sentences: str) -> str:
    """Sentences as at most two: a third one is joined to the second.

    >>> two("A is 1.", "", "B is 2.", "No figure for C.")
    'A is 1. B is 2; no figure for C.'
    """
    first, *others = filter(None, sentences)
    if len(others) < 2:
        return " ".join([first, *others])
    small = ("No ", "The ", "Which ")
    joined = [lower(one) if one.startswith(small) else one for one in others[1:]]
    return f"{first} {'; '.join(one.removesuffix('.') for one in [others[0], *joined])}."


def then(first: str, *clauses: str) -> str:
    """A clause as the first sentence, and all others that are not empty as a second one.

    >>> then("a is 1", "", "b is 2", "c is not known")
    'A is 1. B is 2; c is not known.'
    """
    rest = "; ".join(filter(None, clauses))
    return f"{sentence(first)} {sentence(rest)}" if rest else sentence(first)


def not_named(supplier: str, buyer: str, goods: str, when: str) -> str:
    """Sentence on a supplier that is not among the few that a source names."""
    return sentence(
        f"{supplier} is not among the sources of {possessive(buyer)} imports of {goods} that are "
        f"named ({when}); its share is unknown, not zero"
    )


def sentence(text: str) -> str:
    """Text as one sentence: a capital letter first, a full stop last."""
    return f"{capital(text)}."


def goods(mineral: str, form: str) -> str:
    """Name of a traded good in a sentence.

    >>> goods("tungsten", "ore"), goods("rare-earths", "magnet"), goods("bauxite", "ore")
    ('tungsten ore', 'rare-earth magnets', 'bauxite')
    """
    if (mineral, form) in OWN_NAMES:
        return OWN_NAMES[mineral, form]
    known = minerals().get(mineral)
    name = lower(mineral_name(mineral))
    if known and known.category in AS_NAMED:
        return name
    if form == "ore" and known and known.category == "ore" and mineral != GRAPHITE:
        return name
    if not FORMS.get(form, "{}").endswith("{}"):
        name = adjective(name)
    return FORMS.get(form, "{}").format(name)
