"""Words of typed rows: about a figure, when, whose, of what goods; values in, words out. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from critmin.core.names import minerals
from critmin.core.wording import counted, listed, lower, mineral_name, percent, place, the, when

Codes = Sequence[str]
# Flags of figures that are "about": estimates, rounded figures, and figures inside a printed range.
ROUGH = frozenset({"estimated", "rounded_shares", "less_than", "greater_than", "range", "implied"})
# What of a mineral the publisher counts, as an adjective.
COUNTED = {"battery_grade": "battery-grade", "magnet_rare_earths": "magnet"}
NAMED = 3  # most names in a sentence; the others are counted
DOES = {
    "mining": ("mined", "mine"),
    "refining": ("refined", "refine"),
    "reserves": ("held", "hold"),
    "capacity": ("had", "have"),
}
MADE = ("produced", "produce")  # of goods that are not mined or refined, and at other stages
OF = {"reserves": "reserves of ", "capacity": "capacity for "}
GASES = {"argon", "helium", "hydrogen", "krypton", "neon", "oxygen", "xenon"}
MANUFACTURED = {"biotic", "compound", "product"}
GROUP = "the source gives one list for a group of minerals, not one for {} alone"
DISPUTED = "publishers differ widely on this figure"


def rough(flag: Codes) -> str:
    """The word "about " for figures that are estimated or rounded; else empty."""
    return "about " if not ROUGH.isdisjoint(flag) else ""


def about_share(share: float, flag: Codes) -> str:
    """Share as a person would round it, with "about" before an estimate.

    >>> about_share(0.72, ("estimated",)), about_share(0.996, ("estimated",))
    ('about 72%', 'over 99%')
    """
    text = percent(share)
    return text if text.startswith(("under", "over")) else f"{rough(flag)}{text}"


def year_of(year: int | None, flag: Codes, source: Codes) -> str:
    """Year of a figure, or the years of its average, for brackets.

    >>> year_of(2020, ("period_average",), ("eu@2023",))
    '2016-2020 average'
    """
    text = when({"year": year, "flag": tuple(flag), "source": tuple(source)})
    return f"{text.removeprefix('average of ')} average" if text.startswith("average") else text


def in_year_of(year: int | None, flag: Codes, source: Codes) -> str:
    """When a figure is of, in a sentence.

    >>> in_year_of(2024, (), ("iea@2025",)), in_year_of(2020, ("period_average",), ("eu@2023",))
    ('in 2024', 'on average in 2016-2020')
    """
    text = when({"year": year, "flag": tuple(flag), "source": tuple(source)})
    if text.startswith("average"):
        return f"on average in {text.removeprefix('average of ')}"
    return f"in {text}"


def country_in(name: str | None, iso3: str | None) -> str:
    """Name of a country in a sentence; as it is written if it has no code."""
    named = place(iso3) if iso3 else ""
    return the(named if named and named != str(iso3).upper() else str(name))


def mineral_in(slug: str, flag: Codes) -> str:
    """Name of a mineral in a sentence, with the part of it that the publisher counts.

    >>> mineral_in("graphite", ("battery_grade",))
    'battery-grade graphite'
    """
    name = lower(mineral_name(slug))
    part = next((word for code, word in COUNTED.items() if code in flag), "")
    return name if not part or name.startswith(part) else f"{part} {name}"


def is_own(source: Codes) -> bool:
    """Whether a row is from a user's own table."""
    return any(one.startswith("file:") for one in source)


def adjective(name: str) -> str:
    """Name of a mineral before a noun.

    >>> adjective("rare earths"), adjective("tin")
    ('rare-earth', 'tin')
    """
    return name.replace("rare earths", "rare-earth")


def is_made(slug: str, stage: str) -> bool:
    """Whether output is neither mined nor refined: goods, plants and gases."""
    known = minerals().get(slug)
    made = known is not None and (known.category in MANUFACTURED or slug in GASES)
    return made and stage in {"mining", "refining"}


def activity_of(slug: str, stage: str, flag: Codes, source: Codes) -> str:
    """What a share or an index of a stage is of: "lithium mining", "listed reserves of tin"."""
    mineral, mine = mineral_in(slug, flag), " in your table" if is_own(source) else ""
    if stage in OF:
        listed_ = "listed " if stage == "reserves" and not mine else ""
        return f"{listed_}{OF[stage]}{mineral}{mine}"
    done = "production" if is_made(slug, stage) else stage
    return f"{adjective(mineral)} {done}{mine}"


def caveat_of(slug: str, flag: Codes) -> str:
    """The caveat that changes what a figure is of, as a clause; empty without one."""
    known = minerals().get(slug)
    if "group_shares" in flag and known and known.category != "group":
        return GROUP.format(lower(known.name))
    return DISPUTED if "disputed" in flag else ""


def names_or_count(
    names: Sequence[str], thing: str = "", things: str = "", *, beyond: int = 0
) -> str:
    """Up to three names; of more, the first two and the number of the others.

    ``beyond`` is how many there are beside the names given, which are then at least three.

    >>> names_or_count(["a", "b", "c"]), names_or_count(["a", "b", "c", "d"])
    ('a, b and c', 'a, b and 2 more')
    """
    if len(names) + beyond <= NAMED:
        return listed(names)
    more = len(names) + beyond - NAMED + 1
    rest = counted(more, f"other {thing}", f"other {things}") if thing else f"{more} more"
    return listed([*names[: NAMED - 1], rest])


def first_named(names: Sequence[str], thing: str, things: str = "") -> str:
    """One or two names; of more, how many there are.

    >>> first_named(["a", "b"], "country", "countries")
    'a and b'
    >>> first_named(["a", "b", "c"], "country", "countries")
    '3 countries'
    """
    return listed(names) if len(names) < NAMED else counted(len(names), thing, things)
