"""Claims on mining, refining and reserves: shares and ranks in one source's tables."""

from __future__ import annotations

from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import (
    CHINA,
    change,
    number,
    rank_case,
    sentence,
    share_case,
    shown,
    supply_shares,
    tally,
    text,
    year_of,
)
from critmin.paper.verdicts import Case, Tested

STAGES = ("mining", "refining")


def leads_both_stages(parameters: Parameters, _day: str) -> Tested:
    """China's share of each mineral is above a limit at the mine and at the refinery."""
    source, year = text(parameters, "source"), year_of(parameters, "year")
    cases = tuple(
        share_case(
            supply_shares(mineral, stage, source, year), CHINA, ">", number(parameters, "above")
        )
        for mineral in parameters["minerals"]
        for stage in STAGES
    )
    return Tested(cases, sentence(cases))


def small_at_the_mine(parameters: Parameters, _day: str) -> Tested:
    """China's share is small at the mine, but the largest and above a limit at the refinery."""
    source, year = text(parameters, "source"), year_of(parameters, "year")
    cases: list[Case] = []
    for mineral in parameters["minerals"]:
        mined, refined = (supply_shares(mineral, stage, source, year) for stage in STAGES)
        cases += [
            share_case(mined, CHINA, "<", number(parameters, "mined_below")),
            share_case(refined, CHINA, ">", number(parameters, "refined_above")),
            rank_case(f"{mineral} refining {year} rank", refined, CHINA, 1),
        ]
    return Tested(tuple(cases), sentence(cases))


def more_dependent(parameters: Parameters, _day: str) -> Tested:
    """China's refining share rose between the years of two editions, for most minerals."""
    cases: list[Case] = []
    levels: list[str] = []
    for mineral in parameters["minerals"]:
        before, after = (
            share_case(
                supply_shares(
                    mineral,
                    "refining",
                    text(parameters, f"{at}_source"),
                    year_of(parameters, f"{at}_year"),
                ),
                CHINA,
            )
            for at in ("first", "second")
        )
        cases += [
            before,
            after,
            change(mineral, f"change of the share of {CHINA}", before, after, ">"),
        ]
        levels.append(f"{mineral} {shown(before)} to {shown(after)}")
    result = f"{'; '.join(levels)}{tally([case for case in cases if case.counts])}"
    return Tested(tuple(cases), result, int(text(parameters, "at_least")))


def reserves_large(parameters: Parameters, _day: str) -> Tested:
    """A country's reserves are a large share of those listed, or among the largest."""
    mineral, iso3 = text(parameters, "mineral"), text(parameters, "country")
    source = text(parameters, "source")
    shares = supply_shares(mineral, "reserves", source, year_of(parameters, "year"))
    cases = (
        _of_listed(share_case(shares, iso3, ">", number(parameters, "above"), of_listed=True)),
        rank_case(f"{mineral} reserves rank", shares, iso3, number(parameters, "rank")),
    )
    return Tested(cases, sentence(cases), at_least=1)


def _of_listed(case: Case) -> Case:
    return case._replace(compared=f"{case.compared} in the reserves listed")


def first_and_rich(parameters: Parameters, _day: str) -> Tested:
    """A country is the largest producer of one mineral and has a minimum share of others."""
    source, year = text(parameters, "source"), year_of(parameters, "year")
    iso3, first = text(parameters, "country"), text(parameters, "first")
    cases = [rank_case(f"{first} rank", supply_shares(first, "mining", source, year), iso3, 1)]
    cases += [
        share_case(
            supply_shares(mineral, "mining", source, year), iso3, ">", number(parameters, "above")
        )
        for mineral in parameters["minerals"]
    ]
    return Tested(tuple(cases), sentence(cases))
