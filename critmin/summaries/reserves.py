"""Summary of `reserves`: who holds them, and who produces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import fsum

from critmin.answers.table import Table
from critmin.core.wording import About, counted, listed, lower, mineral_name, percent
from critmin.summaries.phrases import (
    ROUGH,
    Row,
    about_percent,
    amount,
    first_named,
    flags,
    in_year,
    name_in,
    names_or_count,
    number,
    sentence,
    two,
    year,
)
from critmin.summaries.stages import does, tables_of

Made = Mapping[str, tuple[str, int]]  # of each mineral, stage and year of the output
TOLD = 2  # minerals said one by one
LARGE = 0.05  # a producer with more is named if it has no printed reserve
# Flags that a reserve can have; `estimated` is of the output in the same row.
ROUGH_STOCK = {"less_than", "greater_than", "range"}


def reserves(table: Table, made: Made) -> str:
    """Largest holder of reserves with its part of output, and the largest producer.

    ``made`` has the stage and the year of the output beside the reserves of each mineral.
    """
    found = _newest(tables_of(table))
    said = [text for rows in found if (text := _told(table, rows, made, alone=len(found) == 1))]
    if not said or len(said) > TOLD:
        return _many_stocks(found, made) if said else ""
    without = [mineral_name(str(row["mineral"])) for row in table if row["year"] is None]
    gaps = sentence(f"no reserves for {names_or_count([lower(one) for one in without])}")
    return two(*said, gaps if without else "")


def _newest(found: Sequence[list[Row]]) -> list[list[Row]]:
    """Newest year of each mineral."""
    newest: dict[str, list[Row]] = {}
    for rows in sorted(found, key=lambda of: int(str(of[0]["year"]))):
        newest[str(rows[0]["mineral"])] = rows
    return list(newest.values())


def _by(rows: Sequence[Row], column: str) -> list[Row]:
    known = [row for row in _countries(rows) if amount(row, column) > 0]
    return sorted(known, key=lambda row: -amount(row, column))


def _told(table: Table, rows: Sequence[Row], made: Made, *, alone: bool) -> str:
    """One mineral: its holders, and the large producers or named countries without a figure."""
    asked = bool(table.query.get("country"))
    stock = _stock(table, rows, made)
    gaps = "; ".join(_without(rows, made, asked=asked, of_it=bool(stock)))
    if not gaps or not stock:
        return stock or (sentence(gaps) if gaps and asked else "")
    return f"{stock} {sentence(gaps)}" if alone else f"{stock.removesuffix('.')}; {gaps}."


def _without(rows: Sequence[Row], made_of: Made, *, asked: bool, of_it: bool) -> list[str]:
    """Countries without a printed reserve: those asked for, or those that produce much."""
    mineral, stage, at = _output(made_of, rows[0])
    said = []
    bare = [row for row in _countries(rows) if number(row, "reserves") is None]
    listed_ = [row for row in bare if "not_listed" not in flags(row)]
    kept = [row for row in listed_ if asked or amount(row, "production_share") > LARGE]
    if made := [row for row in kept if amount(row, "production_share") > 0]:
        made.sort(key=lambda row: -amount(row, "production_share"))
        verb = does({**made[0], "stage": stage}, stage=stage)
        about = "about " if any(ROUGH & flags(row) for row in made) else ""
        part = fsum(amount(row, "production_share") for row in made)
        of = "output" if of_it else f"the world's {mineral}"
        said.append(
            f"no reserve is printed for {listed([name_in(row) for row in made])}, which {verb} "
            f"{about}{percent(part)} of {of} in {at}"
        )
    if none := [name_in(row) for row in kept if row not in made]:
        said.append(f"no reserve of {mineral} is printed for {listed(none)} ({year(rows[0])})")
    if absent := [name_in(row) for row in bare if row not in listed_]:
        are = "is" if len(absent) == 1 else "are"
        said.append(f"{listed(absent)} {are} not listed ({mineral} reserves, {year(rows[0])})")
    return said


def _countries(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["kind"] == "country"]


def _stock(table: Table, rows: Sequence[Row], made_of: Made) -> str:
    """Sentence on one mineral's reserves and output."""
    holders, makers = _by(rows, "reserves_share"), _by(rows, "production_share")
    if not holders:
        return ""
    first = holders[0]
    mineral, stage, output_year = _output(made_of, first)
    held = f"{_of_reserves(first)} of the listed reserves"
    most_named = _named_most(rows, first)
    at = in_year(first)
    if not makers or _rest_large(rows):
        return sentence(f"{name_in(first)} held {held} of {mineral} {at}{_second(holders)}")
    verb = does({**first, "stage": stage}, stage=stage)
    made = number(first, "production_share")
    when_ = at if output_year == first["year"] else f"in {output_year}"
    top = makers[0]
    if top["iso3"] == first["iso3"]:
        both = "" if when_ == at else f" {at}"
        said = (
            f"{name_in(first)} {verb} {about_percent(first, 'production_share')} of the world's "
            f"{mineral} {when_} and held {held}{both}{most_named}"
        )
        return sentence(said + _no_output(table, rows, stage))
    comma, part = "," if most_named else "", about_percent(first, "production_share")
    own_part = f"{comma} and {verb} {part} of output" if made is not None else ""
    most = f"{name_in(top)} {verb} {about_percent(top, 'production_share')}"
    if when_ != at:
        most += f" {when_}"
    hidden = _no_output(table, rows, stage)
    return sentence(
        f"{name_in(first)} held {held} of {mineral} {at}{most_named}{own_part}; {most}{hidden}"
    )


def _of_reserves(row: Row) -> str:
    rough = "about " if ROUGH_STOCK & flags(row) else ""
    return f"{rough}{percent(amount(row, 'reserves_share'))}"


def _named_most(rows: Sequence[Row], first: Row) -> str:
    """Limit of a claim on the first holder where countries not named hold as much."""
    rest = sum(amount(row, "reserves") for row in rows if row["kind"] == "residual")
    return ", the most of any country named" if rest >= amount(first, "reserves") else ""


def _second(holders: Sequence[Row]) -> str:
    if len(holders) < 2:
        return ""
    return f" and {name_in(holders[1])} {_of_reserves(holders[1])}"


def _output(made: Made, row: Row) -> tuple[str, str, int]:
    """Mineral in words, stage and year of the output beside the reserves."""
    mineral = str(row["mineral"])
    stage, at = made.get(mineral, ("mining", int(str(row["year"]))))
    return lower(mineral_name(mineral)), stage, at


def _rest_large(rows: Sequence[Row]) -> bool:
    """Whether most of the output has no country, so that no share of it is said."""
    return any("residual_large" in flags(row) for row in rows)


def _no_output(table: Table, rows: Sequence[Row], stage: str) -> str:
    """Producers whose output is withheld or not printed, and so in no share."""
    names = [name_in(row) for row in rows if "withheld" in flags(row) and not row["production"]]
    if names:
        return f", not counting {first_named(names, 'country', 'countries')} (output withheld)"
    mineral = rows[0]["mineral"]
    for about in table.warnings:
        what = about.values.get("what")
        here = isinstance(what, About) and (what.mineral, what.stage) == (mineral, stage)
        if about.name == "unknown" and here:
            return ", not counting producers without a printed output"
    return ""


def _many_stocks(found: Sequence[Sequence[Row]], made: Made) -> str:
    """Number of minerals of which each country holds the largest listed reserves."""
    held = [(rows, holders[0]) for rows in found if (holders := _by(rows, "reserves_share"))]
    if not held:
        return sentence(f"no reserves are printed for the countries named ({len(found)} minerals)")
    certain = [first for rows, first in held if not _named_most(rows, first)]
    parts = [f"{name} for {count}" for name, count in Counter(map(name_in, certain)).most_common(3)]
    unsure = len(held) - len(certain)
    parts += [f"not known for {unsure}"] if unsure else []
    open_ = sum(bool(_without(rows, made, asked=False, of_it=True)) for rows, _ in held)
    gaps = f"; for {open_} of these a large producer has no printed reserve" if open_ else ""
    return sentence(
        f"largest listed reserves of {counted(len(held), 'mineral')}: {listed(parts)}{gaps}"
    )
