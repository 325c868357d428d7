"""Options on rows: grouping, sums, measures, and how many."""

from __future__ import annotations

from typing import Annotated

from critmin.core.arguments import Words
from critmin.declared.parameter import WHOLE, option

RecordKinds = Annotated[
    Words,
    option(
        "--kind",
        takes="KIND",
        help="agreements: framework, mou, accord, declaration, treaty, fund, talks; events: "
        "tariff, export-control, listing, investigation, threat, proposal, power, "
        "agreement, easing, suspension, statement, court-ruling; repeat for more.",
        completes="record_kinds",
        many=True,
    ),
]
GroupBy = Annotated[
    str,
    option(
        "--by",
        takes="country|bloc:NAME,...",
        help="Group by country or bloc.",
        completes="groupings",
    ),
]
SumBy = Annotated[
    str | None,
    option(
        "--by",
        takes="WHAT",
        help="Show sums. meti: by purpose, year; awards: by mineral, administration, "
        "programme, year, stage, country, all.",
    ),
]
TrendMeasure = Annotated[str, option("--measure", takes="share|hhi|quantity", help="What to show.")]
ImportMeasure = Annotated[
    str | None,
    option(
        "--measure",
        takes="value|weight|contained",
        help="Measure of the shares. Default: value, or shares as the USGS prints them.",
        completes=("value", "weight", "contained"),
    ),
]
ComparedMeasure = Annotated[
    str | None,
    option(
        "--measure",
        takes="COLUMN",
        help="Column to compare, as quantity or imports_usd. Default: the question's main one.",
        completes="compared_columns",
    ),
]
Newest = Annotated[
    int | None, option("--newest", takes="N", min=1, help="Only the N newest.", kind=WHOLE)
]
Top = Annotated[int | None, option("--top", takes="N", help="Only the N largest.", kind=WHOLE)]
MoreIndices = Annotated[
    bool, option("--extended", help="Add normalised HHI, Shannon, Theil, Gini, Rosenbluth.")
]
IndexOfImports = Annotated[bool, option("--extended", help="Add the HHI of the imports.")]
MoreConsumption = Annotated[
    bool, option("--extended", help="Add apparent consumption as recomputed.")
]
AboveThreshold = Annotated[
    bool, option("--summary", help="Count and name the minerals above a threshold instead.")
]
ByClass = Annotated[
    bool, option("--summary", help="coverage: shares of market value by class of minerals.")
]
PricedForms = Annotated[bool, option("--forms", help="One row for each form that has a price.")]
PrintedForms = Annotated[
    bool, option("--forms", help="One row for each form that has a printed reliance.")
]
ValuedBy = Annotated[
    str,
    option(
        "--valued-by",
        takes="demand|output",
        help="Value a mineral by the IEA's demand or by world output, times a price. Default: "
        "demand in market, output in coverage.",
        completes=("demand", "output"),
    ),
]
AllowGap = Annotated[
    bool, option("--allow-gap", help="Answer even if more than a fifth is of unexplained origin.")
]
