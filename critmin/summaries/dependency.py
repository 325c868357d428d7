"""Summary of `dependency`: whom a buyer buys from, of what, and what its trade codes leave out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from critmin.answers.table import Table
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import counted, listed, percent, the
from critmin.summaries.phrases import (
    OWN_NAMES,
    about_percent,
    amount,
    flags,
    goods,
    in_year,
    known_place,
    names_or_count,
    not_named,
    number,
    order,
    possessive,
    sentence,
    year,
)

Row = Any  # of the question, in a package above
MOST = 3  # forms said one by one
REST = "Other countries"  # the residual of printed shares
UNNAMED = {REST, "Not specified"}  # no supplier: what is not attributed to a country
HALF = 0.5
LITTLE = 0.05  # a form with less of the buyer's value of the mineral is said last, as little
LEADS = 0.9  # a supplier with more needs no second beside it
# Forms that are sums, waste or further made, said last.
LATER = ("downstream", "semi", "scrap", "mixed")
TOLD = {"ore", "intermediate", "refined", "magnet", "downstream"}  # absent forms worth a sentence


class Line(NamedTuple):
    """Newest rows of one mineral in one form, and those of earlier years of the same source."""

    rows: list[Row]
    earlier: list[Row]
    euros: float = 0.0  # value of all imports where the source prints no dollars

    @property
    def ranked(self) -> list[Row]:
        """Suppliers with a share above zero, the largest first."""
        known = [row for row in self.rows if number(row, "share") is not None]
        named = [row for row in known if row.supplier not in UNNAMED and amount(row, "share") > 0]
        return sorted(named, key=lambda row: -amount(row, "share"))

    @property
    def rest(self) -> float:
        """Share of suppliers that the source does not name."""
        return sum(amount(row, "share") for row in self.rows if row.supplier in UNNAMED)

    @property
    def value(self) -> float:
        """Value of the buyer's imports of the form, dollar or euro; 0 if the source has none."""
        known = [row for row in self.rows if amount(row, "imports_usd") and amount(row, "share")]
        if not known:
            return self.euros
        top = max(known, key=lambda row: amount(row, "share"))
        return amount(top, "imports_usd") / amount(top, "share")

    @property
    def first(self) -> Row:
        """Any row, for the mineral, form and year."""
        return self.rows[0]

    @property
    def goods(self) -> str:
        """Name of the good."""
        return goods(str(self.first.mineral), str(self.first.stage))


def dependency(table: Table) -> str:
    """Largest supplier of each form, or the supplier named, and what no trade code shows."""
    lines = lines_of(table)
    if not lines:
        return ""
    only = table.query.get("supplier") or ()
    if only:
        said = _of_suppliers(table, lines)
    elif len({line.first.mineral for line in lines}) > MOST:
        said = _counted(table, lines)
    else:
        said = _largest(table, lines)
    return " ".join(filter(None, [said, _caveat(table, lines) if said else ""]))


def lines_of(table: Table) -> list[Line]:
    """Rows by mineral and form: those of the newest year, and of earlier years of its source.

    Years in which a bloc had other members are not compared.
    """
    found: dict[tuple[object, object], list[Row]] = {}
    for row in table.typed:
        if row.year is not None:
            found.setdefault((row.mineral, row.stage), []).append(row)
    changed = any(about.code.startswith("bloc_changed") for about in table.warnings)
    lines = []
    for rows in found.values():
        newest = max(order(row) for row in rows)
        now = [row for row in rows if row.year == newest]
        same = [row for row in rows if row.source == now[0].source and row not in now]
        lines.append(Line(now, [] if changed else same, _euros(table, now[0])))
    return lines


def _euros(table: Table, row: Row) -> float:
    """Value of all imports in euros, by the answer's notes: enough to tell that it is little."""
    for about in table.warnings:
        here = about.is_of(row.mineral, row.stage, row.year)
        if about.name == "value_in_eur" and here:
            return float(about.values["value"])
    return 0.0


def _buyer(table: Table) -> str:
    return known_place(str(table.query["buyer"]))


def _measure(table: Table, line: Line) -> str:
    """Measure of the shares; that of printed shares is not stated."""
    if table.query.get("measure") in {"weight", "contained"}:
        return f"by {'contained' if table.query['measure'] == 'contained' else 'product'} weight"
    return "" if "period_average" in flags(line.first) else "by value"


def _end(table: Table, line: Line) -> str:
    """Measure, and for a bloc what its imports leave out."""
    apart = any(about.code.startswith("intra_bloc") for about in table.warnings)
    outside = "trade among its members left out" if apart else ""
    return "".join(f", {text}" for text in (_measure(table, line), outside) if text)


def _names(rows: Sequence[Row]) -> str:
    return names_or_count([the(str(row.supplier)) for row in rows], "supplier")


def _tied(line: Line) -> list[Row]:
    ranked = line.ranked
    return [row for row in ranked if amount(row, "share") == amount(ranked[0], "share")]


def _figure(line: Line) -> str:
    """Largest share of a line, each of several that are equal."""
    each = " each" if len(_tied(line)) > 1 else ""
    return f"{about_percent(line.ranked[0])}{each}"


def _largest(table: Table, lines: Sequence[Line]) -> str:
    """Largest supplier of one form, or of each of a few."""
    known = [line for line in lines if line.ranked]
    if not known:
        return _no_share(table, lines)
    if len(known) == 1:
        return _one(table, known[0])
    ordered = _in_turn(known)
    parts: dict[str, list[str]] = {}
    for line in ordered[:MOST]:
        limit = "the largest named" if line.rest >= amount(line.ranked[0], "share") else ""
        said = f"{_figure(line)} of {_amount_of(line, known)}"
        parts.setdefault(_names(_tied(line)), []).append(said + _notes(table, line, limit, ordered))
    more = len(known) - len(ordered[:MOST])
    return _forms(
        table, ordered, parts, f"; {counted(more, 'more form')} in the table" if more else ""
    )


def _in_turn(lines: Sequence[Line]) -> list[Line]:
    """Forms as they are said: one of each mineral, then the others; waste and trifles last."""
    main = sorted(lines, key=lambda line: (_little(line, lines), str(line.first.stage) in LATER))
    turn: Counter[object] = Counter()
    places: list[tuple[bool, int, Line]] = []
    for line in main:
        places.append((_little(line, lines), turn[line.first.mineral], line))
        turn[line.first.mineral] += 1
    return [line for *_, line in sorted(places, key=lambda of: of[:2])] if len(turn) > 1 else main


def _little(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a form is next to nothing of what the buyer imports of the mineral, by value."""
    first = line.first
    same = [one for one in lines if one.first.mineral == first.mineral]
    every = sum(one.value for one in same if one.first.year == first.year)
    return 0 < line.value < LITTLE * every


def _amount_of(line: Line, lines: Sequence[Line]) -> str:
    little = _little(line, lines)
    return f"the little {line.goods} imported" if little else line.goods


def _notes(table: Table, line: Line, limit: str, lines: Sequence[Line]) -> str:
    """Year and measure of a form where they differ from the others', and its earlier share."""
    same = len({(in_year(one.first), _measure(table, one)) for one in lines[:MOST]}) == 1
    own = [] if same else [year(line.first), _measure(table, line)]
    notes = ", ".join(filter(None, [*own, limit, _before(line)]))
    return f" ({notes})" if notes else ""


def _forms(table: Table, lines: Sequence[Line], parts: dict[str, list[str]], more: str = "") -> str:
    """Suppliers with what each supplies."""
    same = len({(in_year(one.first), _measure(table, one)) for one in lines[:MOST]}) == 1
    said = [
        f"{who} {'supplied ' if place == 0 else ''}{listed(of)}"
        for place, (who, of) in enumerate(parts.items())
    ]
    buyer = _buyer(table)
    head = f"of {possessive(buyer)} recorded imports"
    if same:
        return sentence(
            f"{head} {in_year(lines[0].first)}{_end(table, lines[0])}: {'; '.join(said)}{more}"
        )
    return sentence(f"{head}: {'; '.join(said)}{more}")


def _one(table: Table, line: Line) -> str:
    """Largest supplier of one form, with the next one."""
    ranked, first = line.ranked, line.ranked[0]
    tied = _tied(line)
    when = in_year(first)
    if line.rest >= HALF and not any(row.supplier == REST for row in line.rows):
        most = f"{_figure(line)} came from {_names(tied)}, the most of any named"
        return sentence(f"{_unnamed(table, line, line.goods)}; {most}")
    head = (
        f"{_buyer(table)} bought {_figure(line)} of its recorded imports of {line.goods} from "
        f"{_names(tied)}"
    )
    if line.rest >= amount(first, "share"):
        return sentence(f"{head} {when}{_end(table, line)}, the most of any supplier named")
    then = _before(line)
    if then:
        when += f", {then}"
    elif amount(first, "share") < LEADS and len(ranked) > len(tied):
        second = ranked[len(tied)]
        head += f" and {about_percent(second)} from {the(str(second.supplier))}"
    return sentence(f"{head} {when}{_end(table, line)}")


def _unnamed(table: Table, line: Line, what: str) -> str:
    """Part of the imports that is of no country named."""
    of = f"{percent(line.rest)} of {possessive(_buyer(table))} recorded imports of {what}"
    return f"for {of} {in_year(line.first)}{_end(table, line)}, no country of supply is named"


def _before(line: Line) -> str:
    """Share of the largest supplier in the first year of the answer."""
    if not line.earlier or not line.ranked:
        return ""
    first_year = min(order(row) for row in line.earlier)
    top = line.ranked[0]
    then = next(
        (row for row in line.earlier if row.year == first_year and row.supplier == top.supplier),
        None,
    )
    if then is None or number(then, "share") is None:
        return ""
    return f"after {about_percent(then)} {in_year(then)}"


def _of_suppliers(table: Table, lines: Sequence[Line]) -> str:
    """Shares of the suppliers named, form by form."""
    known = [line for line in lines if line.ranked]
    buyer = _buyer(table)
    if len(known) > MOST:
        top = max(known, key=lambda line: amount(line.ranked[0], "share"))
        above = sum(amount(line.ranked[0], "share") > HALF for line in known)
        who = the(str(top.ranked[0].supplier))
        single = len(table.query["supplier"]) == 1
        from_ = who if single else "one of the suppliers named"
        most = f"{top.goods} ({about_percent(top.ranked[0])}{'' if single else f' from {who}'})"
        head = f"{buyer} bought more than half of its recorded imports from {from_} in {above} of "
        of = f"{counted(len(lines), 'line')} (a mineral in one form)"
        return sentence(f"{head}{of} {_years(known)}{_end(table, top)}; most of {most}")
    if len(known) == 1:
        line = known[0]
        own = [f"{about_percent(row)} from {the(str(row.supplier))}" for row in line.ranked[:MOST]]
        first, *others = own
        of = first.replace(" from ", f" of its recorded imports of {line.goods} from ", 1)
        then = _before(line) if len(own) == 1 else ""
        head = f"{buyer} bought {listed([of, *others])} {in_year(line.first)}"
        return sentence(f"{head}{f', {then}' if then else ''}{_end(table, line)}")
    parts: dict[str, list[str]] = {}
    for line in known:
        for row in line.ranked[:MOST]:
            of = _amount_of(line, known)
            said = f"{about_percent(row)} of {of}{_notes(table, line, '', known)}"
            parts.setdefault(the(str(row.supplier)), []).append(said)
    if parts:
        return _forms(table, known, parts)
    unnamed = [row for line in lines for row in line.rows if "not_listed" in flags(row)]
    if unnamed:
        who = names_or_count(list(dict.fromkeys(the(str(row.supplier)) for row in unnamed)))
        what = names_or_count(list(dict.fromkeys(line.goods for line in lines)))
        return not_named(who, buyer, what, year(unnamed[0]))
    absent = [row for line in lines for row in line.rows if "none_recorded" in flags(row)]
    if absent:
        who = names_or_count(list(dict.fromkeys(the(str(row.supplier)) for row in absent)))
        what = names_or_count(list(dict.fromkeys(line.goods for line in lines)))
        when = in_year(absent[0])
        what, who = (text.replace(" and ", " or ") for text in (what, who))
        return sentence(f"no imports of {what} by {buyer} from {who} are recorded {when}")
    return _no_share(table, lines)


def _no_share(table: Table, lines: Sequence[Line]) -> str:
    """Why no share can be given."""
    bare = [line for line in lines if line.rest >= HALF]
    if bare and not table.query.get("supplier"):
        what = names_or_count(list(dict.fromkeys(line.goods for line in bare)))
        return sentence(_unnamed(table, bare[0], what))
    if not any({"code_not_exclusive"} & flags(row) for line in lines for row in line.rows):
        return ""
    what = names_or_count(list(dict.fromkeys(line.goods for line in lines)))
    buyer = _buyer(table)
    return sentence(
        f"from whom {buyer} buys {what} cannot be told: the trade codes also hold other goods"
    )


def _counted(table: Table, lines: Sequence[Line]) -> str:
    """Number of lines of which one supplier has more than half, and who that is most often."""
    known = [line for line in lines if line.ranked]
    if not known:
        return ""
    above = [line for line in known if amount(line.ranked[0], "share") > HALF]
    head = (
        f"{_buyer(table)} bought more than half of its recorded imports from one supplier in "
        f"{len(above)} of {counted(len(known), 'line')} (a mineral in one form)"
    )
    if not above:
        return sentence(head)
    who, times = Counter(the(str(line.ranked[0].supplier)) for line in above).most_common(1)[0]
    return sentence(f"{head} {_years(known)}; from {who} in {times} of these")


def _years(lines: Sequence[Line]) -> str:
    """Years of several lines; averages are named, with no year of their own."""
    years = sorted({order(line.first) for line in lines})
    if len({in_year(line.first) for line in lines}) > 1 and len(years) == 1:
        return f"to {years[0]}"
    return in_year(lines[0].first) if len(years) == 1 else f"in {years[0]} to {years[-1]}"


def _caveat(table: Table, lines: Sequence[Line]) -> str:
    """The one caveat that changes the reading, the strongest first."""
    if not any(line.ranked for line in lines):
        return _elsewhere(lines)
    newest = frozenset[str]().union(*(flags(row) for line in lines for row in line.rows))
    if "most_not_held" in newest and len({line.first.mineral for line in lines}) == 1:
        return "Most of what it buys of the mineral, by value, is in forms without trade data."
    mixed = [
        line.goods
        for line in lines
        if any("code_not_exclusive" in flags(row) for row in line.rows) and not line.ranked
    ]
    if mixed and len(mixed) < len(lines) and len(lines) <= 2 * MOST:
        return sentence(
            f"no share of {names_or_count(mixed)}, whose trade codes also hold other goods"
        )
    return _elsewhere(lines) or _absent_forms(table, lines)


def _elsewhere(lines: Sequence[Line]) -> str:
    """What a supplier named mined and others refined."""
    if any("dug_elsewhere" in flags(row) for line in lines for row in line.rows):
        return "What was mined there and refined elsewhere is not counted."
    return ""


def _absent_forms(table: Table, lines: Sequence[Line]) -> str:
    """Forms of the one mineral asked for that have no trade data."""
    minerals = {str(line.first.mineral) for line in lines}
    if len(minerals) != 1:
        return ""
    mineral = next(iter(minerals))
    for about in table.warnings:
        if about.name == "forms_held":
            forms = about.values["absent"]
            absent = [form for form in forms if form in TOLD or (mineral, form) in OWN_NAMES]
            if absent:
                named = [goods(mineral, form) for form in absent]
                are = "are" if len(named) > 1 or "s " in f"{named[0]} " else "is"
                return sentence(f"{listed(named)} {are} not in these trade codes")
    return ""
