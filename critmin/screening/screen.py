"""screen: every imported product, buyer and year at once, by a published rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Table
from critmin.core import arguments, names, roles
from critmin.core.errors import NoData, QueryError
from critmin.core.role_rules import PLACE, Rule
from critmin.core.wording import listed
from critmin.declared.listed import TRADE
from critmin.declared.parameter import NUMBER, WHOLE, option
from critmin.declared.question import question
from critmin.screening import bundled_screen, goods, rules
from critmin.screening.rows import NOTE, Asked, Row, about_rule, left_out, ranked
from critmin.screening.rules import changed
from critmin.trade import buyers, sources

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


ScreenRule = Annotated[
    str,
    option(
        "--rule",
        takes="geodep|ec2021|none",
        completes=("geodep", "ec2021", "none"),
        help="Published rule: CEPII's GeoDep, the European Commission's of 2021, or none.",
    ),
]
ImportLimit = Annotated[
    float | None,
    option("--import-hhi", takes="HHI", help="Another threshold for imports, as 0.5.", kind=NUMBER),
]
ExportLimit = Annotated[
    float | None,
    option(
        "--export-hhi", takes="HHI", help="Another threshold for the world's exports.", kind=NUMBER
    ),
]
OutsideLimit = Annotated[
    float | None,
    option(
        "--outside-share",
        takes="SHARE",
        help="Another share from outside a bloc (ec2021).",
        kind=NUMBER,
    ),
]
RatioLimit = Annotated[
    float | None,
    option("--ratio", takes="R", help="Another threshold of imports over exports.", kind=NUMBER),
]
MetIn = Annotated[
    int | None,
    option(
        "--met-in",
        takes="N",
        help="Years of three in which the criteria hold (geodep).",
        kind=WHOLE,
    ),
]
EveryProduct = Annotated[
    bool, option("--every", help="Also products that do not meet the rule, or may not.")
]


@question(
    "screen",
    group=TRADE,
    place=3,
    answers="Products that a published rule calls dependent, for all at once.",
    examples=(
        "critmin screen japan",
        "critmin screen eu27 --rule ec2021 --year 2024 --every -f csv",
    ),
    limits="Indicators of a published rule with its limits; a product that meets them is called "
    "dependent by that rule alone.",
    named=Rule(rest="buyer", code=(PLACE, PLACE)),
    picture=True,
)
def screen(
    *named: p.ScreenNames,
    buyer: p.BuyersOption = None,
    mineral: p.Mineral = None,
    rule: ScreenRule = "geodep",
    year: p.Year = None,
    import_hhi: ImportLimit = None,
    export_hhi: ExportLimit = None,
    outside_share: OutsideLimit = None,
    ratio: RatioLimit = None,
    met_in: MetIn = None,
    every: EveryProduct = False,
    top: p.Top = None,
    source: p.TradeSource = None,
    trade: p.WorldTrade = None,
    engine: p.Engine = None,
) -> Table:
    """Imported products that a published rule calls dependent, for all buyers and products at once.

    Parameters
    ----------
    *named : str
        Countries or blocs that buy, none for all; and minerals, none for all products.
    buyer, mineral : str or sequence of str, optional
        More of them.
    year : str, int or sequence of int, optional
        ``2023``, ``2021,2024``, ``2018:2024``; the newest when not given.
    rule : {"geodep", "ec2021", "none"}
        CEPII's GeoDep, the European Commission's rule of 2021, or no rule: only the indicators.
    import_hhi, export_hhi : float, optional
        Another threshold of the HHI of the buyer's imports and of the world's exports; 0.4 and
        4000 are the same.
    outside_share : float, optional
        Another threshold of the share of a bloc's imports that come from outside it.
    met_in : int, optional
        Years, of those of the rule's window, in which all criteria must be met.
    every : bool
        Also the products that do not meet the rule, and those of which it is not known.
    top : int, optional
        Only the n products with the largest imports, for each buyer and year.
    source : str, optional
        Only this source.
    trade : str, optional
        A lake with your own trade data instead of the bundled trade: all its codes.
    engine : str, optional
        ``duckdb`` or the address of a Spark server.

    Returns
    -------
    Table
        One row per buyer, product and year with recorded imports. ``imports`` and ``exports`` are
        in ``unit``, the HHI on 0-10,000. ``meets`` is None where it is not known.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    QueryError
        For a threshold that the rule does not have, or a year that the source does not have.
    NoData
        If no imports are recorded.
    """
    chosen = rules.rule(rule)
    given = {
        "import_hhi": import_hhi,
        "export_hhi": export_hhi,
        "outside_share": outside_share,
        "ratio": ratio,
        "met_in": met_in,
    }
    if chosen is None and any(value is not None for value in given.values()):
        raise QueryError("there is no threshold without a rule: add --rule geodep or ec2021")
    if top is not None and top < 1:
        raise QueryError(f"--top is {top}: write 1 or more")
    said = roles.read("screen", named, mineral=mineral, buyer=buyer)
    minerals = [names.mineral(text).slug for text in said.minerals]
    asked = Asked(
        tuple({one.code: one for one in map(buyers.buyer, said.of("buyer"))}.values()),
        tuple(arguments.years(year)),
        goods.codes_of(minerals) if minerals else None,
        chosen,
        changed(chosen, **given) if chosen else None,
        every or chosen is None,
    )
    query = {
        "command": "screen",
        "buyers": [one.code for one in asked.buyers],
        "minerals": minerals,
        "year": year,
        "rule": chosen.name if chosen else rules.NO_RULE,
        **given,
        "every": every or None,
        "top": top,
        "source": source,
        "trade": trade,
        "engine": engine,
    }
    if trade is not None:
        from critmin.screening.lake_screen import of_lake

        return of_lake(asked, query, str(trade), engine, source, top)
    if engine is not None:
        raise QueryError("--engine reads a lake: name it with --trade")
    used = bundled_screen.used(source)
    asked = asked._replace(years=bundled_screen.years(asked, used))
    found = [row for one in used for row in bundled_screen.rows(asked, one)]
    shown = ranked(found if asked.everything else [row for row in found if row.meets], top)
    if not found:
        raise NoData(bundled_screen.nothing(asked, used))
    return builder.answer(
        shown,
        columns_of(Row),
        query=query,
        cited=sources.records(f"{one.source.id}" for one in used),
        cautions=(
            *about_rule(asked),
            caution(
                "screen_scope",
                count=len({row.code for row in found}),
                source=listed([one.source.id for one in used]),
            ),
            *bundled_screen.cautions(asked, used),
            *left_out(asked, found),
        ),
        notes=[NOTE],
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.screening.sentences import screen

    return screen(table)


def _chart(table: Table) -> Chart | None:
    from critmin.screening.charts import screen

    return screen(table)
