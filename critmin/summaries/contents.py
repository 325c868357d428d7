"""Summaries of the answers on contents of the data and on a user's own files, from their rows."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core import names
from critmin.core.dates import in_words
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition, average_of
from critmin.core.wording import capital, counted, listed, lower, mineral_name, percent, place, the
from critmin.summaries.phrases import NAMED, names_or_count, then

Row = dict[str, Cell]
# Columns of a supplier list that its summary tells.
TOLD = ("mineral", "stage", "iso3", "matched", "under_control", "stop_takes", "flag")
SPAN = "-"  # between the years of an average, as in "eu@2023 (2016-2020)"


def minerals(table: Table) -> str:
    """Number of minerals with figures at each stage, or the stages of the mineral named."""
    rows = list(table)
    asked = list(table.query.get("minerals", ()))
    if asked:
        return _one(rows, names.mineral(str(asked[0])).slug)
    said: list[str] = []
    averages = []
    for stage in names.STAGES:
        known = [str(row[stage]) for row in rows if row[stage]]
        have = "" if said else " have figures"
        said.append(f"{len(known)}{have} of {stage}")
        mean = sum(SPAN in text.partition("(")[2] for text in known)
        if mean:
            averages.append(f"{mean} of {stage}")
    only = f" Only an average of several years is there for {listed(averages)}."
    apart = only if averages else ""
    return f"Of {len(rows)} minerals, groups and compounds, {listed(said)}.{apart}"


def _one(rows: Sequence[Row], slug: str) -> str:
    """Stages with figures of one mineral, the newest year and the producers, and those without."""
    name = lower(mineral_name(slug))
    if not rows:
        return f"No bundled table has a figure for {name}."
    said: list[str] = []
    without = []
    for stage in names.STAGES:
        own = [row for row in rows if row["stage"] == stage]
        best = next((row for row in own if row["preferred"]), own[0] if own else None)
        if best is None:
            without.append(stage)
            continue
        mean = average_of(several(best["source"]), several(best["status"]))
        year = f"the average of {mean}" if mean else str(_newest(best))
        number = int(as_number(best["producers"]) or 0)
        countries = counted(number, "country", "countries")
        said.append(f"{stage} by {countries} in {year}")
    first = f"{capital(name)}: figures of {listed(said)}"
    return (
        f"{first}; none of {listed(without).replace(' and ', ' or ')}." if without else f"{first}."
    )


def _newest(row: Row) -> int:
    """Newest year that is no projection: one up to the edition of the source."""
    edition = Edition.of(several(row["source"])[0]).year
    years = [int(year) for year in str(row["years"]).split(", ")]
    return max((year for year in years if year <= edition), default=years[0])


def sources(table: Table) -> str:
    """Number of editions, of their publishers, and of the tables made from them."""
    rows = list(table)
    producers = list(dict.fromkeys(str(row["producer"]) for row in rows))
    made = sum(int(as_number(row["tables"]) or 0) for row in rows)
    if len(rows) == 1:
        row = rows[0]
        return (
            f"{row['title']} ({row['producer']}), licence {row['licence']}; "
            f"{counted(made, 'bundled table')} {'is' if made == 1 else 'are'} made from it."
        )
    whose = producers[0] if len(producers) == 1 else counted(len(producers), "publisher")
    return f"Figures come from {len(rows)} editions by {whose}, in {made} bundled tables."


def tables(table: Table) -> str:
    """Number of tables and of their rows, and how many hold figures of minerals by country."""
    rows = list(table)
    total = sum(int(as_number(row["rows"]) or 0) for row in rows)
    supply = sum(row["minerals"] is not None for row in rows)
    licences = len({row["licence"] for row in rows})
    return (
        f"{len(rows)} tables with {total:,} rows are bundled, under {licences} licences; {supply} "
        "of them hold supply by country."
    )


# What a list holds of a mineral at a stage.
DONE = {"mining": "mined", "refining": "refined"}


def suppliers(table: Table) -> str:
    """Lines matched, the largest loss if one country stops, and lines under export control."""
    groups = _alike(table)
    if not groups:
        return ""
    return then(_matched(table, groups), _stop(groups), _controlled(table, groups))


class _Alike(NamedTuple):
    """Rows of lines that are alike in all that a summary tells: one of them, and their places."""

    row: Row
    places: Sequence[int]


def _alike(table: Table) -> list[_Alike]:
    """Rows of a list that are alike, by the first of them; a long list knows them by itself."""
    known = getattr(table.rows, "alike", None)
    if known is not None:
        return [_Alike(dict(zip(table.names, row, strict=True)), at) for row, at in known()]
    found: dict[tuple[Cell, ...], _Alike] = {}
    for at, row in enumerate(table):
        key = tuple(row[name] for name in TOLD)
        if key not in found:
            found[key] = _Alike(row, [])
        found[key].places.append(at)  # type: ignore[attr-defined]
    return [*found.values()]


def _matched(table: Table, groups: Sequence[_Alike]) -> str:
    lost = [group for group in groups if not group.row["matched"]]
    if not lost:
        return f"all {len(table):,} lines are matched" if len(table) > 1 else "the line is matched"
    many = sum(len(group.places) for group in lost)
    first = sorted(at for group in lost for at in group.places[:NAMED])[:NAMED]
    line = table.names.index("line")
    named = [str(table.rows[at][line]) for at in first]
    matched = len(table) - many
    return (
        f"{matched:,} of {counted(len(table), 'line')} {'is' if matched == 1 else 'are'} matched, "
        f"line{'s' if many > 1 else ''} {names_or_count(named, beyond=many - len(named))} not"
    )


def _stop(groups: Sequence[_Alike]) -> str:
    """Largest share of own supply that one country's stop takes, by country."""
    rows = [group.row for group in groups]
    countries: dict[tuple[Cell, Cell], set[Cell]] = {}
    for row in rows:
        countries.setdefault((row["mineral"], row["stage"]), set()).add(row["iso3"])
    only = {pair for pair, found in countries.items() if pair[0] and len(found) == 1}
    found: dict[tuple[Cell, Cell, Cell], float] = {}
    partly: dict[tuple[Cell, Cell], None] = {}  # of which an amount is missing
    for row in rows:
        share, pair = as_number(row["stop_takes"]), (row["mineral"], row["stage"])
        if share is not None and pair not in only and "amount_missing" in several(row["flag"]):
            partly[pair] = None
        elif share is not None:
            found[row["iso3"], row["mineral"], row["stage"]] = share
    if not found:
        return f"no share of own supply can be given, because {_why_none(rows)}"
    most = max(found.values())
    top = [key for key, share in found.items() if share == most]
    # a line that is not matched may be of the same material, from elsewhere
    unread = any(map(_of_unknown, rows))
    read = "the matched lines have" if unread else "the list has"
    apart = names_or_count([_goods(*pair) for pair in partly])
    without = f" (without {apart}, of which amounts are missing)" if partly else ""
    if most == 1 and all((slug, stage) in only for _, slug, stage in top):
        goods = [f"{_goods(slug, stage)} ({place(str(iso3))})" for iso3, slug, stage in top]
        return f"{read} a single country for {names_or_count(goods)}"
    (country, slug, stage), *_ = top
    given = "" if (slug, stage) in only or most < 1 else ", by the amounts given"
    part = "all" if most == 1 else percent(most)
    matched = ", by the lines that are matched" if unread and not given else ""
    return (
        f"a stop by {the(place(str(country)))} would take {part} of the list's "
        f"{_goods(slug, stage)}{given}{matched}{without}"
    )


def _of_unknown(row: Row) -> bool:
    """Whether a line, a total apart, is of no known mineral."""
    return not row["mineral"] and "total_row" not in several(row["flag"])


def _why_none(rows: Sequence[Row]) -> str:
    """Reason why no line has a share."""
    told = {code for row in rows for code in several(row["flag"])}
    if "mixed_units" in told and "amount_missing" not in told:
        return "amounts are in units that cannot be converted"
    if "share_over_1" in told:
        return "shares are above 1"
    return "amounts are missing"


def _goods(mineral: Cell, stage: Cell) -> str:
    name = lower(mineral_name(str(mineral)))
    return f"{DONE[str(stage)]} {name}" if str(stage) in DONE else f"{name} ({stage})"


def _controlled(table: Table, groups: Sequence[_Alike]) -> str:
    matched = [group for group in groups if group.row["matched"]]
    under = sum(len(one.places) for one in matched if one.row["under_control"] is True)
    unsure = sum(len(one.places) for one in matched if one.row["under_control"] is None)
    if not matched:
        return ""
    day = in_words(str(table.query["as_of"]))
    known = table.query.get("known_on")
    day += f", by what could be known on {in_words(str(known))}" if known else ""
    buyer = table.query.get("buyer")
    towards = f" towards {the(place(str(buyer)))}" if buyer else ""
    verb = "is" if under == 1 else "are"
    more = f", and {unsure:,}{' more' if under else ''} may be" if unsure else ""
    number = f"{under:,}" if under else "none"
    return f"{number} of the lines {verb} under an export control{towards} as of {day}{more}"


def check(table: Table) -> str:
    """Number of problems and the first one, or that there is none."""
    if not table.rows:
        read = next(one.values for one in table.warnings if one.name == "rows_read:check")
        return f"No problem found: {read['read']:,} rows read, {read['good']:,} fit to use."
    first = next(iter(table))
    where = f"line {first['line']}" if first["line"] else "the header"
    return (
        f"The table has {counted(len(table), 'problem')}. "
        f"The first, in {where}: {first['message']}."
    )


def export(table: Table, kind: str, size: int) -> str:
    """Number of tables, rows and views that were written, and the size of the file."""
    rows = list(table)
    tables = [row for row in rows if row["kind"] == "table"]
    number = int(sum(as_number(row["rows"]) or 0 for row in tables))
    views = len(rows) - len(tables)
    return (
        f"{counted(len(tables), 'table')} with {number:,} rows and {counted(views, 'view')}, "
        f"{size / 1e6:.0f} MB of {kind}. The table sources has each licence."
    )
