"""Summary of `share`: one or two sentences from the rows of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from critmin.answers.table import Table, several
from critmin.core.sources import Edition
from critmin.core.wording import Cells, bloc_title, listed, lower, mineral_name, percent
from critmin.findings.phrases import OF
from critmin.summaries.phrases import (
    Row,
    about_percent,
    amount,
    by_edition,
    first_named,
    flags,
    in_year,
    is_withheld,
    name_in,
    names_or_count,
    own,
    sentence,
    two,
    what,
    withheld_in,
    year,
)
from critmin.summaries.stages import caveat, does, object_of, on_several_bases, tables_of
from critmin.summaries.standing import (
    EXCLUDED,
    MOST_UNNAMED,
    PART_SHOWN,
    REST_LARGER,
    Standing,
    standing,
)

MOST = 4  # tables that a sentence names one by one
BARE = 8  # countries without a printed reserve that are named; of more, the number is said
SECOND = 0.9  # a leader with more needs no second beside it


def share(table: Table) -> str:
    """Largest supplier at each stage, with the next one, and who is in no share."""
    return on_several_bases(table) or by_edition(table, _share(table))


def _share(table: Table) -> str:
    found = tables_of(table)
    if not found:
        return ""
    if any(row["kind"] == "bloc" for row in table):
        single = [rows for of in found if (rows := [r for r in of if r["kind"] == "country"])]
        if not single or not table.query.get("country"):
            return _blocs(table, found)
        return two(_countries(table, _newest(single), single), _blocs(table, found))
    if table.query.get("country"):
        return _countries(table, _newest(found), found)
    whole = not table.query.get("top")
    standings = [(rows, standing(rows, whole=whole)) for rows in found]
    ranked = [(rows, _with_withheld(table, rows, one)) for rows, one in standings if one]
    if not ranked:
        return ""
    said = _each(ranked)
    return two(*said, _missing(table))


def _with_withheld(table: Table, rows: Sequence[Row], one: Standing) -> Standing:
    """Standing with the countries that only the notes name, as their rows are not shown."""
    named = one.withheld or not one.excluded
    return one if named else one._replace(withheld=withheld_in(table, rows[0]))


def _each(ranked: Sequence[tuple[list[Row], Standing]]) -> list[str]:
    """Sentences on each table, on both stages, on a change over years, or a count of tables."""
    keys = [(str(rows[0]["mineral"]), str(rows[0]["stage"])) for rows, _ in ranked]
    if len(ranked) == 1:
        return [_one(*ranked[0]), caveat(ranked[0][1].first)]
    stages = [stage for _, stage in keys]
    if len({mineral for mineral, _ in keys}) == 1 and sorted(stages) == ["mining", "refining"]:
        return [*_both(dict(zip(stages, ranked, strict=True)))]
    if len(set(keys)) == 1:
        return [_over_years(ranked)]
    return [_short(ranked) if len(ranked) <= MOST else _counted(ranked)]


def _one(rows: list[Row], one: Standing) -> str:
    """Leader of one table; who leads is not known where the flags forbid it."""
    doubt = _unknown_leader(rows, one)
    if doubt:
        return sentence(doubt)
    first = one.first
    tied = [name_in(row) for row in one.tied]
    if len(tied) > 1:
        said = (
            f"{names_or_count(tied, 'country', 'countries')} each {does(first)} "
            f"{about_percent(first)} of {object_of(first)} {in_year(first)}"
        )
    else:
        said = _led(first) + _next(one)
    return sentence(said + _not_counting(rows, one))


def _led(row: Row, where: str = "") -> str:
    did = f"{name_in(row)} {does(row)} {about_percent(row)} of {object_of(row)}"
    return f"{did} {where}{in_year(row)}"


def _next(one: Standing) -> str:
    """Second country; "ahead of" only where the first may be called the largest."""
    if len(one.ranked) < 2 or amount(one.first, "share") >= SECOND:
        return ""
    second = one.ranked[1]
    figure = about_percent(second)
    if one.leads:
        return f", ahead of {name_in(second)} ({figure})"
    return f" and {name_in(second)} {figure}"


def _unknown_leader(rows: Sequence[Row], one: Standing) -> str:
    """Why no leader may be named; empty if one may."""
    first, rest = one.first, percent(one.rest)
    if one.doubt not in {MOST_UNNAMED, REST_LARGER}:
        return ""
    most = f"{'largest' if first['stage'] in OF else 'most'} {OF.get(str(first['stage']), '')}"
    asked = f"which country {does(first)} the {most}{what(first)} {in_year(first)} is not known"
    if one.doubt == MOST_UNNAMED:
        return f"{asked}: {rest} of the total has no country in the source"
    return (
        f"{asked}: {rest} of the total is of countries not named, and {name_in(first)}, the "
        f"largest named, has {about_percent(first)}"
    )


def _not_counting(rows: Sequence[Row], one: Standing) -> str:
    """Countries without a figure: left out of the shares, or in the total and of unknown size."""
    if "reserves" in {str(row["stage"]) for row in rows}:  # the shares are of those listed
        bare = [*one.withheld, *one.unknown]
        who = f"{len(bare)} countries" if len(bare) > BARE else listed(bare)
        return f", not counting {who} without a printed reserve" if bare else ""
    if not one.hidden:
        return ""
    published = any(row["kind"] == "total" and row["share"] is not None for row in rows)
    parts = [
        f"{first_named(names, 'country', 'countries')}, "
        f"{'whose' if len(names) < 3 else 'where the'} {why}"
        for names, why in (
            (one.withheld, f"{'figures are' if len(one.withheld) > 1 else 'figure is'} withheld"),
            (one.unknown, f"{'figures are' if len(one.unknown) > 1 else 'figure is'} not printed"),
        )
        if names
    ]
    if not parts:
        return ", not counting producers without a printed figure"
    if published:
        return (
            f"; no figure for {listed([*one.withheld, *one.unknown][:2])}"
            if len([*one.withheld, *one.unknown]) < 3
            else "; some producers have no printed figure"
        )
    return f", not counting {' and '.join(parts)}"


def _both(found: dict[str, tuple[list[Row], Standing]]) -> tuple[str, ...]:
    """Mining and refining of one mineral: the refining leader at both stages."""
    (mined, mine), (refined, plant) = found["mining"], found["refining"]
    if mine.doubt or plant.doubt or len(plant.tied) > 1 or len(mine.tied) > 1:
        return _one(refined, plant), _one(mined, mine)
    leader = plant.first
    # of gases and made goods both verbs are "produced": the stage tells them apart
    same = does(mine.first) == does(leader)
    first, second = ("at the mining stage ", "at the refining stage ") if same else ("", "")
    at_mine = next((row for row in mine.ranked if row["iso3"] == leader["iso3"]), None)
    apart = _not_counting(mined, mine)
    if at_mine is None:
        return (sentence(f"{_led(leader, second)}; {_led(mine.first, first)}{apart}"),)
    if at_mine is mine.first:
        also = f"and {_did(leader, at_mine, second)}"
        return (sentence(f"{_led(at_mine, first)} {also}{_not_counting(refined, plant)}{apart}"),)
    behind = "behind" if mine.leads else "while"
    other = f"{name_in(mine.first)} ({about_percent(mine.first)})"
    if behind == "while":
        other = f"{name_in(mine.first)} {does(mine.first)} {about_percent(mine.first)}"
    said = f"{_led(leader, second)} but {_did(at_mine, leader, first)}, {behind} {other}"
    return (sentence(f"{said}{_not_counting(refined, plant)}{apart}"),)


def _did(row: Row, other: Row, where: str = "") -> str:
    """What a country did at the other stage, with what and when it was where they differ."""
    of = "" if what(row) == what(other) else f" of {object_of(row)}"
    return f"{does(row)} {about_percent(row)}{of} {where}{in_year(row)}"


def _over_years(ranked: Sequence[tuple[list[Row], Standing]]) -> str:
    """Leader of the newest year, with its share in the first one."""
    ordered = sorted(ranked, key=lambda pair: int(str(pair[0][0]["year"])))
    rows, now = ordered[-1]
    before = next(one for _, one in ordered if _origin(one.first) == _origin(now.first))
    doubt = _unknown_leader(rows, now)
    earlier = next((row for row in before.ranked if row["iso3"] == now.first["iso3"]), None)
    if doubt or earlier is None or before is now or len(now.tied) > 1:
        return _one(rows, now)
    first = before.first
    led = "" if earlier is first or not before.leads else f", when {name_in(first)} led"
    figure = f"after {about_percent(earlier)} {in_year(earlier)}"
    return sentence(f"{_led(now.first)}, {figure}{led}{_not_counting(rows, now)}")


def _origin(row: Cells) -> str:
    """Publisher of a row: figures of two are not compared."""
    return Edition.of(next(iter(several(row["source"])), "")).origin


def _short(ranked: Sequence[tuple[list[Row], Standing]]) -> str:
    """Leader of each of a few tables."""
    stages = list(dict.fromkeys(str(rows[0]["stage"]) for rows, _ in ranked))
    years = list(dict.fromkeys(year(rows[0]) for rows, _ in ranked))
    named = []
    for _, one in ranked:
        first = one.first
        subject = what(first) if len(stages) == 1 else f"{what(first)} {first['stage']}"
        if one.doubt in {MOST_UNNAMED, REST_LARGER}:
            named.append(f"{subject}, not known")
            continue
        stock = first["stage"] == "reserves"
        apart = _apart(one) if one.hidden and not stock else ""
        apart = " of those printed" if stock and one.unknown else apart
        when_ = "" if len(years) == 1 else f", {year(first)}"
        who = listed([name_in(row) for row in one.tied])
        named.append(f"{subject}, {who} ({about_percent(first)}{apart}{when_})")
    of = "supply" if len(stages) > 1 else _at(stages[0])
    whose = "in your table" if own(ranked[0][0][0]) else ""
    named_only = " named" if any(one.doubt == PART_SHOWN for _, one in ranked) else ""
    head = f"largest share{named_only} of {of} {whose}".strip()
    at = in_year(ranked[0][0][0]) if len(years) == 1 else ""
    return sentence(f"{' '.join(filter(None, [head, at]))}: {'; '.join(named)}")


def _apart(one: Standing) -> str:
    """Who is not in a share of a list of minerals."""
    if one.withheld and not one.unknown and len(one.withheld) < 3:
        are = "figures" if len(one.withheld) > 1 else "figure"
        return f", not counting the withheld {are} of {listed(one.withheld)}"
    return " of those with a figure"


def _at(stage: str) -> str:
    return "listed reserves" if stage == "reserves" else stage


def _counted(ranked: Sequence[tuple[list[Row], Standing]]) -> str:
    """Number of tables that each country leads, and how many have no certain leader."""
    leaders = Counter(name_in(one.first) for _, one in ranked if one.leads and len(one.tied) == 1)
    unsure = len(ranked) - sum(leaders.values())
    if not leaders:
        return ""
    parts = [f"{name} in {count}" for name, count in leaders.most_common(3)]
    stages = {str(rows[0]["stage"]) for rows, _ in ranked}
    of = _at(next(iter(stages))) if len(stages) == 1 else "supply"
    rest = f"; in {unsure} who leads is not certain" if unsure else ""
    return sentence(f"largest share of {of} in {len(ranked)} tables: {listed(parts)}{rest}")


def _blocs(table: Table, found: Sequence[list[Row]]) -> str:
    """Shares of blocs by size; of several tables the first two."""
    said = list(filter(None, map(_bloc_table, found)))
    if not said:
        return ""
    if len(said) > 2:
        known = [row for of in found for row in of if row["kind"] == "bloc" and row["share"]]
        top = max(known, key=lambda row: amount(row, "share"), default=None)
        return sentence(f"of {len(said)} tables, the highest share: {_members(top)}") if top else ""
    rows = [row for of in found for row in of if row["kind"] == "bloc"]
    short = any("bloc_incomplete" in flags(row) for row in rows)
    overlap = len({row["country"] for row in rows}) > 1
    notes = ["blocs can overlap"] if overlap else []
    withheld = list(dict.fromkeys(name for of in found for name in withheld_in(table, of[0])))
    notes += [is_withheld(withheld)] if withheld else []
    only_withheld = withheld and not any("unknown_excluded" in flags(row) for row in rows)
    if short and not only_withheld:
        notes.append("members without a printed figure are in no share")
    return two(sentence("; ".join(said)), sentence("; ".join(notes)) if notes else "")


def _bloc_table(rows: Sequence[Row]) -> str:
    blocs = [row for row in rows if row["kind"] == "bloc" and row["share"] is not None]
    if not blocs:
        absent = [f"{bloc_title(str(r['country']))}" for r in rows if r["kind"] == "bloc"]
        return f"no figure for members of {listed(absent)} ({_what_and_when(rows)})"
    blocs.sort(key=lambda row: -amount(row, "share"))
    head = _members(blocs[0])
    others = [
        f"{bloc_title(str(row['country']))} members {about_percent(row)}" for row in blocs[1:]
    ]
    more = f", {listed(others)}" if others else ""
    return head + more


def _members(row: Row) -> str:
    """What the members of a bloc have."""
    name = f"{bloc_title(str(row['country']))} members"
    return f"{name} {does(row)} {about_percent(row)} of {object_of(row)} {in_year(row)}"


def _newest(found: Sequence[list[Row]]) -> list[list[Row]]:
    """Newest year of each mineral and stage."""
    newest: dict[tuple[str, str], list[Row]] = {}
    for rows in sorted(found, key=lambda of: int(str(of[0]["year"]))):
        newest[str(rows[0]["mineral"]), str(rows[0]["stage"])] = rows
    return list(newest.values())


def _countries(table: Table, found: Sequence[list[Row]], every: Sequence[list[Row]]) -> str:
    """Shares of the countries named; several tables are said one after the other."""
    tables = ((rows, _earlier(rows, every)) for rows in found)
    said = [text for rows, then in tables if (text := _country_table(table, rows, then))]
    if len(said) <= (MOST if len(found[0]) == 1 else 2):
        return sentence("; ".join(said)) if said else ""
    known = [row for rows in found for row in rows if row["share"] is not None]
    if not known:
        absent = dict.fromkeys(name_in(row) for rows in found for row in rows)
        return sentence(f"no figure for {names_or_count(list(absent))} in {len(found)} tables")
    top = max(known, key=lambda row: amount(row, "share"))
    return sentence(f"of {len(found)} tables, the highest share: {_led(top)}")


def _earlier(rows: Sequence[Row], every: Sequence[list[Row]]) -> str:
    """Share of a single country in the first year of the same publisher."""
    if len(rows) > 1:
        return ""
    row = rows[0]
    before = [
        one
        for of in every
        for one in of
        if (one["mineral"], one["stage"]) == (row["mineral"], row["stage"])
        and one["share"] is not None
        and int(str(one["year"])) < int(str(row["year"]))
        and _origin(one) == _origin(row)
    ]
    if not before or row["share"] is None:
        return ""
    first = min(before, key=lambda one: int(str(one["year"])))
    return f", after {about_percent(first)} {in_year(first)}"


def _country_table(table: Table, rows: Sequence[Row], earlier: str) -> str:
    known = [row for row in rows if row["share"] is not None]
    withheld = [name_in(row) for row in rows if "withheld" in flags(row) and row not in known]
    hidden = [name_in(row) for row in rows if "unknown" in flags(row) and row not in known]
    absent = [name_in(row) for row in rows if "not_listed" in flags(row)]
    known.sort(key=lambda row: -amount(row, "share"))
    parts = []
    if known:
        others = [f"{name_in(row)} {about_percent(row)}" for row in known[1:]]
        apart = EXCLUDED & frozenset[str]().union(*map(flags, known))
        left = "" if not apart or withheld or hidden else _left_out(table, known[0])
        more = f", {listed(others)}" if others else earlier
        parts.append(f"{_led(known[0])}{more}{left}")
    if withheld:
        parts.append(f"{is_withheld(withheld)} ({_what_and_when(rows)})")
    if hidden:
        parts.append(f"no figure is printed for {names_or_count(hidden)} ({_what_and_when(rows)})")
    if absent:
        are = "is" if len(absent) == 1 else "are"
        parts.append(f"{names_or_count(absent)} {are} not listed ({_what_and_when(rows)})")
    return "; ".join(parts)


def _left_out(table: Table, row: Row) -> str:
    """Countries that are in no share, which no row shown names."""
    names = withheld_in(table, row)
    if not names:
        return ", not counting producers without a printed figure"
    who = first_named(names, "country", "countries")
    return (
        f", not counting {who}, whose {'figures are' if len(names) > 1 else 'figure is'} withheld"
    )


def _what_and_when(rows: Sequence[Row]) -> str:
    return f"{what(rows[0])} {rows[0]['stage']}, {year(rows[0])}"


def _missing(table: Table) -> str:
    """Minerals asked for that have no figure."""
    without = dict.fromkeys(
        f"{lower(mineral_name(str(row['mineral'])))} {row['stage'] or ''}".strip()
        for row in table
        if row["year"] is None
    )
    if not without:
        return ""
    return sentence(f"no figure for {names_or_count(list(without))}")
