"""Claims on final demand for clean products, and on the cost and support behind their making."""

from __future__ import annotations

from collections.abc import Iterator

from critmin.clean_products import bundled_tables, stated_rows
from critmin.clean_products.bundled_tables import Stated
from critmin.clean_products.distribution import Distribution, share_of
from critmin.paper.bundled_tables import Parameters
from critmin.paper.claim_cases import CHINA, number, sentence, shown, year_of
from critmin.paper.verdicts import Case, Tested, shown_only

ABOVE_CHINA = "fraction above China"


def most_demand(parameters: Parameters, _day: str) -> Tested:
    """China has more than a limit of the world's demand for each product, in one year.

    Products are not added up: a car, a megawatt and a gigawatt-hour have no common unit.
    """
    year, above = year_of(parameters, "year"), number(parameters, "above")
    cases: list[Case] = []
    for product in parameters["counted"]:
        for (slug, stage), tables in bundled_tables.counted().items():
            if slug == product and year in tables:
                shares = Distribution(tables[year])
                share = share_of(shares, CHINA)
                cases.append(
                    Case(
                        f"{product} {stage} {year}",
                        f"share of {CHINA}",
                        share.low,
                        share.high,
                        "fraction",
                        ">",
                        above,
                        ("residual_negative",) if shares.residual < 0 else (),
                        (tables[year].source,),
                    )
                )
    for one in bundled_tables.stated():
        if one.product in parameters["stated"] and one.stage == "demand" and one.iso3 == CHINA:
            cases.append(_stated_share(one, above, counts=one.year == year))
    return Tested(tuple(cases), sentence(cases))


def _stated_share(one: Stated, above: float, *, counts: bool) -> Case:
    """A stated share as a case; a limit keeps its open end, "about" is open."""
    ends = stated_rows.share(one)
    return Case(
        f"{one.product} {one.stage} {one.year}, {one.item}",
        f"share of {CHINA}, as stated",
        ends.low,
        ends.high,
        "fraction",
        ">",
        above,
        stated_rows.flags(one),
        (bundled_tables.STATED_SOURCE,),
        counts=counts,
    )


def cost_and_support(_parameters: Parameters, _day: str) -> Tested:
    """Making costs more elsewhere than in China, and China's makers have support.

    A limit ("up to 45% more") keeps its open end. How strict rules are has no figure anywhere here
    and decides nothing; prices and shares of support in sales are no costs and are only shown.
    """
    costs = [one for one in bundled_tables.stated() if one.stage == "cost"]
    gaps = [_gap(one) for one in costs if one.unit == ABOVE_CHINA]
    support = list(_support())
    rules = shown_only("rules on the environment", "strictness", None, "", flags=("not_testable",))
    every = (*gaps, *support, *_shown(), rules)
    said = [f"{case.case} {_text(case)}" for case in gaps]
    paid = [f"{case.case} {shown(case)}" for case in support if case.unit == "USD"]
    duties = [case for case in support if case.unit != "USD"]
    least, most = (end(case.low or 0.0 for case in duties) for end in (min, max))
    result = (
        f"cost above China's: {'; '.join(said)}; support: {'; '.join(paid)}; duties of the EU "
        f"against subsidies {least:.1%} to {most:.1%}; how strict rules are: not testable"
    )
    return Tested(every, result)


def _gap(one: Stated) -> Case:
    ends = stated_rows.value(one)
    return Case(
        f"{one.product} in {one.country} {one.year}",
        one.item,
        ends.low,
        ends.high,
        "fraction",
        ">",
        0.0,
        stated_rows.flags(one),
        (bundled_tables.STATED_SOURCE,),
    )


def _text(case: Case) -> str:
    """A gap as text; of a limit only the end that is stated."""
    if case.low is None and case.high is not None:
        return f"at most {case.high:+.1%}"
    return f"{case.low:+.1%}" if case.low is not None else "no figure"


def _support() -> Iterator[Case]:
    """Support and duties against subsidies, each above nothing."""
    for one in bundled_tables.stated():
        if one.stage in {"support", "duty"}:
            ends = stated_rows.value(one)
            scale = 1e9 if one.unit == "billion USD" else 1.0
            yield Case(
                f"{one.product}, {one.item}",
                "support of makers in China" if one.stage == "support" else "duty of the EU",
                None if ends.low is None else ends.low * scale,
                None if ends.high is None else ends.high * scale,
                "USD" if scale > 1 else "fraction",
                ">",
                0.0,
                stated_rows.flags(one),
                (bundled_tables.STATED_SOURCE,),
                counts=one.stage == "support",
            )


def _shown() -> Iterator[Case]:
    """Prices, which are no costs, and the stated rank by cost."""
    for one in bundled_tables.stated():
        if one.stage == "price" or (one.stage == "cost" and one.unit != ABOVE_CHINA):
            ends = stated_rows.value(one)
            yield Case(
                f"{one.product} in {one.country} {one.year}",
                one.item,
                ends.low,
                ends.high,
                "rank" if one.unit == "rank" else "fraction",
                flags=stated_rows.flags(one),
                sources=(bundled_tables.STATED_SOURCE,),
                counts=False,
            )
