"""What acts name and money reaches, and the share of market value that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Cell, Table
from critmin.charts.model import Intervals
from critmin.core.arguments import flat
from critmin.core.arguments import years as parse_years
from critmin.core.errors import QueryError
from critmin.core.sources import Source
from critmin.markets.market import check_valued
from critmin.policies import naming
from critmin.policies import reach as policy_reach
from critmin.policies.charts import reached
from critmin.policies.coverage_definitions import definitions as read_definitions
from critmin.policies.coverage_definitions import unit
from critmin.policies.coverage_inputs import Ground
from critmin.policies.coverage_measures import Definition, Reach, belongs, covered
from critmin.policies.coverage_money import add_money
from critmin.policies.query import Answer, compiled, read_day, read_minerals, when

# Money before words, whose ids are the widest: with the day they are what an answer is about.
COLUMNS = weighing(
    columns(
        "mineral as_of classes on_lists words acts money money_unsure awards value_usd "
        "value_year china_mining china_refining china_dependent flag source"
    ),
    as_of=9,
    china_dependent=7,
    words=7,
    value_usd=5,
    source=4,
)
SUMMARY_COLUMNS = weighing(
    columns(
        "class class_set reach reach_kind as_of minerals_count reached_low reached_high "
        "without_value value_usd value_share_low value_share_high china_minerals "
        "china_value_usd china_share_low china_share_high flag source"
    ),
    as_of=9,
    value_share_low=9,
    value_usd=4,
    source=3,
)
FIRST_DAY, SECOND_DAY = "2022-06", "2025-03"


def policy_coverage(
    *minerals: str,
    since: str | date | None = None,
    until: str | date | None = None,
    as_of: str | date | None = None,
    year: str | int | None = None,
    summary: bool = False,
    money: bool = False,
    definitions: str | None = None,
    valued_by: str = "output",
) -> Table:
    """Which minerals United States acts name and money reaches, at two dates.

    Parameters
    ----------
    *minerals : str
        Only these; all that acts, awards, lists or definitions speak of when none is named.
    since, until : str or date, optional
        The two days compared; a month or year means its last day. June 2022 and March 2025
        when not given.
    as_of : str or date, optional
        One day instead.
    year : str or int, optional
        Year of the market values, the same for both days; the newest when not given.
    summary : bool
        Shares of market value by class and reading of words or money, instead of minerals.
    money : bool
        Sums of money by class, reading, instrument and status, instead of minerals.
    definitions : str, optional
        A file that replaces ``datasets/policy/coverage_definitions.csv``.
    valued_by : {"output", "demand"}
        What minerals are worth: the world's output at a price, which military minerals have
        too, or the IEA's demand at a price, which four have.

    Returns
    -------
    Table
        Shares are of what has a market value, between what is reached for certain and what is
        possibly; minerals without a value are counted and named.

    Raises
    ------
    UnknownName, AmbiguousName
        For a name that is no mineral, or several.
    QueryError
        For a date that is none, or options that exclude each other.
    DataError
        For a file of definitions that cannot be used.
    """
    if summary and money:
        raise QueryError("--summary and --money exclude each other")
    years = parse_years(year)
    if len(years) > 1:
        raise QueryError("coverage has one year of market values: name one")
    days = _days(since, until, as_of)
    if min(days) < "2019-01-01":
        raise QueryError(f"acts are on record from 2019 on, not for {min(days)}")
    slugs = read_minerals(flat(minerals))
    way = check_valued(valued_by)
    ground = Ground(read_definitions(definitions), days, tuple(years), definitions, way)
    query = {
        "command": "policy",
        "view": "coverage",
        "minerals": list(minerals),
        "days": list(days),
        "year": ground.year,
        "summary": summary,
        "money": money,
        "definitions": definitions,
        "valued_by": way,
    }
    answer = Answer(columns(""), query, from_user=definitions is not None)
    if definitions is not None:
        said = f"own definitions {definitions}"
        answer.own_sources = (Source(ground.base[-1], said, "", "", ""),)
    wanted = list(dict.fromkeys(unit(slug) for slug in slugs))
    if money:
        add_money(ground, wanted, answer)
    elif summary:
        answer.columns = SUMMARY_COLUMNS
        _add_summary(ground, wanted, answer)
    else:
        answer.columns = COLUMNS
        _add_minerals(ground, wanted, answer)
    answer.cautions += ground.cautions(wanted)
    answer.cautions.append(compiled("act or award"))
    answer.notes += [f"{d.id} ({d.kind}): {d.meaning}" for d in ground.definitions if d.meaning]
    table = answer.table("no act or award on record speaks of it, and no list or definition")
    return table.replace(chart=_chart(table, definitions is not None)) if summary else table


def _days(
    since: str | date | None, until: str | date | None, as_of: str | date | None
) -> tuple[str, ...]:
    if as_of is not None:
        if since is not None or until is not None:
            raise QueryError("--as-of is one day; --from and --to are two")
        return (read_day(as_of),)
    first = when(since or FIRST_DAY, "from").last
    second = when(until or SECOND_DAY, "to").last
    if second < first:
        raise QueryError(f"{first} to {second} runs backwards")
    return tuple(dict.fromkeys((first, second)))


def _add_minerals(ground: Ground, wanted: Sequence[str], answer: Answer) -> None:
    for slug in [slug for slug in ground.minerals if not wanted or slug in wanted]:
        for day in ground.days:
            answer.add(
                _mineral_row(ground, slug, day),
                _mineral_flags(ground, slug),
                ground.sources([slug]),
            )
    for slug in wanted:
        if slug not in ground.minerals:
            answer.absent(0, slug, f"no act, award, list or definition here speaks of {slug}")


def _mineral_row(ground: Ground, slug: str, day: str) -> tuple[Cell, ...]:
    words = {d.id: policy_reach.acts_naming(d, slug, day) for d in ground.of_kind("words")}
    money = {d.id: policy_reach.money_reach(d, slug, day) for d in ground.of_kind("money")}
    acts = dict.fromkeys(act.act_id for found in words.values() for act in found)
    traits = policy_reach.traits(slug)
    classes = [d.id for d in ground.of_kind("class") if belongs(traits, d)]
    value = ground.values[slug]
    return (
        slug,
        day,
        ";".join(classes) or None,
        ";".join(sorted(traits.lists & naming.issued_by(day))) or None,
        ";".join(id_ for id_, found in words.items() if found) or None,
        ";".join(acts) or None,
        ";".join(id_ for id_, found in money.items() if found.certain) or None,
        ";".join(i for i, f in money.items() if f.possible and not f.certain) or None,
        _awards(ground, slug, day),
        value.usd,
        value.year if value.usd is not None else None,
        ground.china["mining"][slug].share,
        ground.china["refining"][slug].share,
        ground.dependent(slug),
    )


def _awards(ground: Ground, slug: str, day: str) -> int:
    """How many awards touch a mineral under any of the definitions of money."""
    return sum(
        any(policy_reach.reach_of_award(award, d, day).possible for d in ground.of_kind("money"))
        for award in policy_reach.awards_for(slug)
    )


def _mineral_flags(ground: Ground, slug: str) -> list[str]:
    held = [ground.china[stage][slug] for stage in ("mining", "refining")]
    flags = ["" if ground.usd[slug] is not None else "value_missing"]
    if ground.values[slug].own:
        flags.append("value_of_user")
    elif ground.usd[slug] is not None:
        flags.append("reconstructed")
    flags += ground.values[slug].flags
    return [*flags, "china_unknown" if all(one.share is None for one in held) else ""]


def _add_summary(ground: Ground, wanted: Sequence[str], answer: Answer) -> None:
    """One row per class, reading of words or money, and day."""
    for group in ground.of_kind("class"):
        mine = ground.members(group, wanted)
        if not mine:
            answer.absent(0, group.id, f"no mineral is in the class {group.id}")
            continue
        china = [slug for slug in mine if ground.dependent(slug)]
        sources = ground.sources(mine)
        for reading in ground.of_kind("words", "money"):
            for day in ground.days:
                found = ground.reached(reading, day, mine)
                cells = _summary_row(ground, (group, reading, day), (mine, china), found)
                flags = [
                    "value_missing" if cells[8] else "",
                    "reach_uncertain" if cells[6] != cells[7] else "",
                ]
                answer.add(cells, flags, sources)


def _summary_row(
    ground: Ground,
    key: tuple[Definition, Definition, str],
    minerals: tuple[list[str], list[str]],
    reach: Mapping[str, Reach],
) -> tuple[Cell, ...]:
    group, reading, day = key
    whole, part = (covered(found, reach, ground.usd) for found in minerals)
    return (
        group.id,
        group.first("set", "overlapping"),
        reading.id,
        reading.kind,
        day,
        len(whole.minerals),
        whole.reached_low,
        whole.reached_high,
        len(whole.without_value),
        whole.value,
        whole.share_low,
        whole.share_high,
        len(part.minerals),
        part.value,
        part.share_low,
        part.share_high,
    )


def _chart(table: Table, own: bool) -> Intervals:
    """Shares of the overlapping classes, which are those that are argued about."""
    names = ("class", "reach", "as_of", "value_share_low", "value_share_high")
    at = [table.names.index(name) for name in names]
    kept = [row for row in table.rows if row[1] == "overlapping" and row[at[3]] is not None]
    return reached((tuple(row[i] for i in at) for row in kept), own=own)  # type: ignore[misc]
