"""Summaries of the answers of technology, lists and the host metals: sentences from their rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.dates import in_words
from critmin.core.files import read_table
from critmin.core.wording import (
    about,
    capital,
    counted,
    listed,
    lower,
    mineral_name,
    percent,
    place,
    the,
)
from critmin.summaries.phrases import in_year, what

Row = dict[str, Cell]
ALL, OTHERS = "all", "others"
DOES = {"mining": "mined", "refining": "refined", "reserves": "held", "capacity": "could make"}
MOST = 3  # minerals or lists that a sentence names
WORLDS = "the world's"
ROUGH = {"estimated", "less_than", "rounded_shares"}  # flags of shares that are "about"
WATCHED = "watchlist"  # category of minerals that a list assesses and leaves out
UNSURE = {"provisional", "no_page_seen"}
BESIDE = 4  # columns of a matrix that are no list


def technology(table: Table) -> str:
    """Mass of the minerals in a technology, its ratio to the usual one, and a country's shares."""
    rows = list(table)
    totals = [row for row in rows if row["mineral"] == ALL]
    if not totals:
        return ""
    if not table.query.get("technology"):
        return f"{_heaviest(totals)}{_mean(totals)}"
    name = str(totals[0]["technology"])
    first = f"{_one(totals[0])} holds {_mass(totals[0])} of minerals without steel and aluminium"
    ratios = {str(r["reference"]): as_number(r["ratio_to_reference"]) for r in totals}
    said = [
        f"{_ratio(ratio)} {_other(reference, totals[0])}"
        for reference, ratio in ratios.items()
        if ratio is not None
    ]
    first += f", {listed(said)}" if said else ""
    return f"{first}.{_supplied([row for row in rows if row['technology'] == name])}"


def _heaviest(totals: Sequence[Row]) -> str:
    """The heaviest technology of each kind."""
    said: list[str] = []
    for unit in dict.fromkeys(str(row["unit"]) for row in totals):
        own = [row for row in totals if row["unit"] == unit]
        top = max(own, key=lambda row: as_number(row["total_intensity"]) or 0.0)
        ratio = as_number(top["ratio_to_reference"])
        against = f", {_ratio(ratio)} {_other(str(top['reference']), top)}" if ratio else ""
        said.append(f"{_one(top)} holds {_mass(top)} of minerals{against}")
    return f"{said[0]}; {'; '.join(map(lower, said[1:]))}." if said[1:] else f"{said[0]}."


def _mean(totals: Sequence[Row]) -> str:
    """A country's mean share, by mass, of the minerals in the first technology."""
    first = [row for row in totals if row["technology"] == totals[0]["technology"]]
    said = [
        f"{DOES[str(row['stage'])]} {_share(row)}"
        for row in first
        if row["supplier_share"] is not None
    ]
    if not said:
        return ""
    who = the(place(str(first[0]["supplier_iso3"])), start=True)
    return (
        f" {who} {listed(said)} of the world's supply of the minerals in {lower(_one(first[0]))}, "
        "by mass, as far as shares are known."
    )


def _supplied(rows: Sequence[Row]) -> str:
    """A country's share of the world's supply of the two heaviest minerals, at each stage."""
    said: list[str] = []
    for stage in dict.fromkeys(str(row["stage"]) for row in rows if row["stage"]):
        known = [
            row
            for row in rows
            if row["stage"] == stage
            and row["supplier_share"] is not None
            and row["mineral"] not in (ALL, OTHERS)
            and (as_number(row["intensity"]) or 0.0) > 0
        ]
        known.sort(key=lambda row: -(as_number(row["intensity"]) or 0.0))
        if known:
            said.append(f"{DOES[stage]} {_shares(known[:2])}")
    if not said:
        return ""
    who = the(place(str(rows[0]["supplier_iso3"])), start=True)
    return f" {who} {', and '.join(said)}."


def _shares(rows: Sequence[Row]) -> str:
    """Shares of the world's supply of minerals, with their years."""
    years = [in_year(row) for row in rows]
    texts = [
        f"{_share(row)} of {'its' if at else WORLDS} {_scoped(row)}" for at, row in enumerate(rows)
    ]
    if len(set(years)) == 1:
        return f"{listed(texts)} {years[0]}"
    return listed([f"{text} {year}" for text, year in zip(texts, years, strict=True)])


def _share(row: Row) -> str:
    share = as_number(row["supplier_share"]) or 0.0
    rough = "about " if share and ROUGH & {*several(row["flag"])} else ""
    return f"{rough}{percent(share)}"


def _scoped(row: Row) -> str:
    apart = "withheld_excluded" in several(row["flag"])
    return f"{what(row)} (withheld output not counted)" if apart else what(row)


def _one(row: Row) -> str:
    """One car, or one megawatt of a power plant."""
    name = str(row["technology"]).replace("-", " ").replace(" pv", " PV")
    if row["unit"] == "kg/vehicle":
        return f"{'An' if name[0] in 'aeiou' else 'A'} {name}"
    return f"A megawatt of {_plant(name)}"


def _other(slug: str, row: Row) -> str:
    name = slug.replace("-", " ")
    return f"a {name}" if row["unit"] == "kg/vehicle" else f"one of {_plant(name)}"


def _plant(name: str) -> str:
    return f"{name} power" if name in {"coal", "natural gas", "nuclear"} else name


def _ratio(ratio: float) -> str:
    return f"{about(ratio)} times" if ratio >= 2 else f"{percent(ratio)} of"


def _mass(row: Row) -> str:
    return f"{about(as_number(row['total_intensity']) or 0.0, 3)} kg"


def lists(table: Table) -> str:
    """Number of official lists with a mineral, or number of minerals on the lists shown."""
    if table.query.get("changes"):
        return _changes(table)
    if table.query.get("matrix"):
        return _matrix(table)
    rows = [row for row in table if row["list_id"]]
    if not rows:
        return ""
    asked = list(dict.fromkeys(str(slug) for slug in table.query.get("minerals", ())))
    if len(asked) == 1:
        return _of_mineral(rows, asked[0])
    ids = {row["list_id"] for row in rows}
    if asked:
        return _several(rows, asked)
    named = {row["mineral"] for row in rows if row["mineral"]}
    if len(ids) == 1:
        entries = {(row["category"], row["listed_as"]) for row in rows}
        return (
            f"{capital(_called(rows[0]))} has {counted(len(entries), 'entry', 'entries')}; they "
            f"stand for {counted(len(named), 'mineral')}, members of its groups included."
        )
    issuers = {row["jurisdiction"] for row in rows}
    newest = max(rows, key=lambda row: str(row["list_date"]))
    return (
        f"{len(ids)} official lists of {counted(len(issuers), 'issuer')} name "
        f"{counted(len(named), 'mineral')}, members of groups included; the newest is "
        f"{_called(newest)}."
    )


def _of_mineral(rows: Sequence[Row], slug: str) -> str:
    """Issuers whose newest list names a mineral, those that dropped it, and what is unsure."""
    name = lower(mineral_name(slug))
    ids = {str(row["list_id"]): row for row in rows if row["category"] != WATCHED}
    replaced = _replaced()
    watched = [
        row
        for row in rows
        if row["category"] == WATCHED and row["list_id"] not in {*ids, *replaced}
    ]
    by_date = sorted(ids.values(), key=lambda row: str(row["list_date"]))
    now = [row for row in by_date if row["list_id"] not in replaced]
    issuers = {str(row["jurisdiction"]): row for row in by_date}
    last = {str(row["jurisdiction"]): row for row in now}
    newest = {issuer: last[issuer] for issuer in issuers if issuer in last}
    gone = [_issued(row) for issuer, row in issuers.items() if issuer not in last]
    text = f"{capital(name)} {_are(name)} on "
    if newest:
        lists_ = "list" if len(newest) == 1 else "lists"
        text += f"the newest official {lists_} of {_few([*map(_issued, newest.values())])}."
    else:
        text += "none of the newest official lists."
    apart = [f"an older edition of {_few(gone)} named it"] if gone else []
    for code, part in (("group_member", "its group"), ("listed_in_part", "a part or grade of it")):
        own = [row for row in now if code in several(row["flag"])]
        apart += (
            [f"{_lists(own)} {'names' if len(own) == 1 else 'name'} only {part}"] if own else []
        )
    unsure = [row for row in now if UNSURE & {*several(row["flag"])}]
    apart += [f"no page confirms {_lists(unsure)} in full"] if unsure else []
    apart += [f"{_called(row)} only watches it" for row in watched]
    return f"{text} {capital('; '.join(apart))}." if apart else text


@cache
def _replaced() -> frozenset[str]:
    """Lists that a newer edition has replaced."""
    header, rows = read_table("policy/lists.csv")
    return frozenset(row[header.index("follows")] for row in rows) - {""}


def _issued(row: Row) -> str:
    """Issuer of a list with its year."""
    return f"{the(str(row['jurisdiction']))} ({str(row['list_date'])[:4]})"


def _lists(rows: Sequence[Row]) -> str:
    """Lists by issuer and year; the number of many."""
    if len(rows) > MOST:
        return f"{len(rows)} of these lists"
    these = listed([*dict.fromkeys(map(_issued, rows))])
    return f"the list{'s' if len(rows) > 1 else ''} of {these}"


def _few(words: Sequence[str]) -> str:
    if len(words) <= MOST:
        return listed(words)
    return f"{', '.join(words[:MOST])} and {len(words) - MOST} more"


def _are(name: str) -> str:
    """The verb of a mineral: "are" of rare earths."""
    return "are" if name.endswith("s") and name != "asbestos" else "is"


def _several(rows: Sequence[Row], asked: Sequence[str]) -> str:
    """Number of lists with each mineral."""
    on = [row for row in rows if row["category"] != WATCHED]
    counts = {slug: len({row["list_id"] for row in on if row["mineral"] == slug}) for slug in asked}
    if len(asked) > 2 * MOST:
        most = max(counts.values())
        top = [slug for slug, number in counts.items() if number == most]
        names = listed([lower(mineral_name(slug)) for slug in top[:MOST]])
        are = "are" if len(top) > 1 else _are(names)
        return f"Of {len(asked)} minerals, {names} {are} on most lists: {most}."
    said: list[str] = []
    for slug, number in counts.items():
        name = lower(mineral_name(slug))
        said.append(f"{name}{'' if said else ' ' + _are(name)} on {number or 'none'}")
    return f"{capital(listed(said))} of the official lists, older editions included."


def _matrix(table: Table) -> str:
    """Minerals on the most lists of a matrix."""
    rows = [row for row in table if as_number(row["lists"])]
    if not rows:
        return ""
    number = len(table.names) - BESIDE
    most = max(int(as_number(row["lists"]) or 0) for row in rows)
    top = [lower(mineral_name(str(row["mineral"]))) for row in rows if row["lists"] == most]
    names = (
        listed(top) if len(top) <= MOST else f"{', '.join(top[:MOST])} and {len(top) - MOST} more"
    )
    are = "are" if len(top) > 1 else "is"
    all_ = f"all {most}" if most == number else f"most of them ({most})"
    return (
        f"{counted(len(rows), 'mineral')} {'are' if len(rows) > 1 else 'is'} on at least one of "
        f"{counted(number, 'official list')}; {names} {are} on {all_}, as "
        "themselves or in a group."
    )


def _changes(table: Table) -> str:
    """Number of minerals added and removed, and the newest list that changed."""
    rows = list(table)
    if not rows:
        return ""
    lists_ = {row["list_id"] for row in rows}
    day = max(str(row["list_date"]) for row in rows)
    own = [row for row in rows if row["list_date"] == day]
    latest = [row for row in own if row["list_id"] == own[0]["list_id"]]
    if len(lists_) == 1:
        return f"{capital(_called(latest[0]))} {_moves(latest)}."
    if len(rows) <= MOST:
        by_list = [
            [row for row in rows if row["list_id"] == id_] for id_ in sorted(map(str, lists_))
        ]
        return f"{capital('; '.join(f'{_called(own[0])} {_moves(own)}' for own in by_list))}."
    added = sum(row["change"] == "added" for row in rows)
    return (
        f"Between editions, {len(lists_)} lists added {added} and removed {len(rows) - added} "
        f"entries, groups opened. The newest of them, {_called(latest[0])}, {_moves(latest)}."
    )


def _moves(rows: Sequence[Row]) -> str:
    """What a list added and removed."""
    said: list[str] = []
    for change in ("added", "removed"):
        names = [lower(_entry(row)) for row in rows if row["change"] == change]
        if names:
            few = f"{', '.join(names[:MOST])} and {len(names) - MOST} more"
            said.append(f"{change} {listed(names) if len(names) <= MOST else few}")
    return " and ".join(said)


def _entry(row: Row) -> str:
    return mineral_name(str(row["mineral"])) if row["mineral"] else str(row["listed_as"])


def _called(row: Row) -> str:
    """A list by its issuer and date."""
    when = in_words(str(row["list_date"]))
    return f"the list of {when} of {the(str(row['jurisdiction']))}"


def host_metals(table: Table) -> str:
    """Main hosts of a mineral, and what comes with it."""
    rows = list(table)
    asked = list(table.query.get("minerals", ()))
    if not asked:
        number = len({row["mineral"] for row in rows})
        main = len({row["mineral"] for row in rows if row["part"] == "main"})
        return (
            f"{number} minerals are on record as coming with another; {main} of them come mainly "
            "this way. No share is published."
        )
    slug = str(asked[0])
    said: list[str] = []
    for part, word in (("main", "mainly"), ("part", "partly")):
        hosts = [str(row["host"]) for row in rows if row["mineral"] == slug and row["part"] == part]
        if hosts:
            said.append(f"{word} with {_names(hosts)}")
    own = [str(row["mineral"]) for row in rows if row["host"] == slug]
    name = capital(lower(mineral_name(slug)))
    first = (
        f"{name} {'come' if _are(name) == 'are' else 'comes'} {' and '.join(said)}" if said else ""
    )
    companions = f"{_names(own)} {'come' if len(own) > 1 else 'comes'} with it" if own else ""
    if not first:
        companions = companions.removesuffix(" with it") + f" with {lower(name)}" if own else ""
        return f"{capital(companions)}; how much of each is not published."
    return f"{first}{'; ' + companions if companions else ''}. How much is not published."


def _names(slugs: Sequence[str]) -> str:
    return listed([lower(mineral_name(slug)) for slug in slugs])
