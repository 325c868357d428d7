"""claims: the paper's claims, each tested on the bundled tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Annotated

from critmin.answers import builder
from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.columns import columns_of
from critmin.answers.table import Caution, Table
from critmin.core import arguments
from critmin.core.errors import NoData, UnknownName
from critmin.core.named_tuple import NamedTuple
from critmin.declared.listed import PAPER
from critmin.declared.parameter import argument, option
from critmin.declared.question import question
from critmin.export_controls.query import read_day
from critmin.paper import bundled_tables
from critmin.paper.bundled_tables import Claim, Parameters
from critmin.paper.verdicts import OPEN, Tested, verdict

if TYPE_CHECKING:
    from critmin.charts.model import Chart
    from critmin.declared import parameters as p


class Row(NamedTuple):
    """A claim with its verdict."""

    id: str
    claim: str
    section: str
    hypothesis: str | None
    result: str | None
    verdict: str
    caveat: str | None
    turned_by: str | None
    source: tuple[str, ...]


class CaseRow(NamedTuple):
    """Figure behind a verdict, and its comparison."""

    id: str
    case: str
    compared: str
    value_low: float | None
    value_high: float | None
    unit: str
    comparison: str | None
    limit: float | None
    holds: bool | None
    counts: bool
    flag: tuple[str, ...]
    source: tuple[str, ...]


WEIGHTS = {"compared": 9, "holds": 9, "counts": 4, "source": 3, "unit": 2, "flag": 1}


ClaimIds = Annotated[
    str, argument("ids", "ID...", "C1, C2 ... Default: all.", "claim_ids", many=True)
]
Explain = Annotated[bool, option("--explain", help="Show the numbers behind each verdict.")]


@question(
    "claims",
    group=PAPER,
    place=2,
    answers="The paper's claims, each tested on data: holds, partly, fails.",
    examples=("critmin claims C1 C5 C9", "critmin claims C5 --explain"),
    picture=True,
)
def claims(*ids: ClaimIds, explain: Explain = False, as_of: p.ControlDay = None) -> Table:
    """The paper's claims, each tested on the bundled data.

    Parameters
    ----------
    *ids : str
        ``C1``, ``C2`` ...; all when none is named.
    explain : bool
        Show every figure that was compared, and with what, instead of one row per claim.
    as_of : str or date, optional
        Day for which export controls are read, if a claim is about them; today when not given.

    Returns
    -------
    Table
        ``verdict`` is ``holds``, ``partly``, ``fails``, ``open`` (uncertain or missing figures
        could decide it either way) or ``not testable`` (no bundled table has the figures).
        ``turned_by`` names the evidence that would turn it.

    Raises
    ------
    UnknownName
        For an unknown claim.
    QueryError
        If ``as_of`` is not a day.
    NoData
        With ``explain``, if none of the claims can be tested.
    """
    day = read_day(as_of)
    named = list(dict.fromkeys(_find(text) for text in arguments.flat(ids)))
    wanted = [bundled_tables.claims()[id_] for id_ in named or bundled_tables.claims()]
    found = [_test(claim, day) for claim in wanted]
    rows: list[Row] | list[CaseRow]
    if explain:
        rows = [row for one in found for row in _case_rows(one)]
    else:
        rows = [_row(one) for one in found]
    if not rows:
        reasons = "; ".join(f"{claim.id}: {claim.caveat}" for claim in wanted)
        listed = ", ".join(claim.id for claim in wanted)
        raise NoData(f"no bundled table tests {listed}: {reasons}")
    return builder.answer(
        rows,
        columns_of(CaseRow, **WEIGHTS) if explain else columns_of(Row),
        query={
            "command": "claims",
            "claims": [claim.id for claim in wanted] if ids else None,
            "explain": explain or None,
            "as_of": day,
        },
        cautions=_cautions(found),
        notes=_notes(wanted, explain=explain),
        summary=_summary,
        chart=_chart,
    )


def _summary(table: Table) -> str:
    from critmin.summaries import paper as sentences

    return sentences.claims(table)


def _chart(table: Table) -> Chart | None:
    from critmin.paper import charts

    if table.query.get("explain"):
        return charts.comparisons(table)
    (first, *others) = table
    if others or first["verdict"] == "not testable":
        return charts.claims(table)
    explained = claims(str(first["id"]), explain=True, as_of=table.query["as_of"])
    return charts.comparisons(explained)


def _find(text: str) -> str:
    key = text.strip().upper()
    key = f"C{key}" if key.isdigit() else key
    if key not in bundled_tables.claims():
        raise UnknownName("claim", text, known=list(bundled_tables.claims()))
    return key


class _Outcome(NamedTuple):
    """Claim with its cases, or with the reason why a figure is missing."""

    claim: Claim
    tested: Tested
    missing: str = ""


def _test(claim: Claim, day: str) -> _Outcome:
    if not claim.calculation:
        return _Outcome(claim, Tested((), ""))
    module, _, name = claim.calculation.partition(".")
    calculate: Callable[[Parameters, str], Tested] = getattr(
        import_module(f"critmin.paper.{module}"), name
    )
    try:
        return _Outcome(claim, calculate(claim.parameters, day))
    except NoData as reason:
        return _Outcome(claim, Tested((), ""), str(reason))


def _row(outcome: _Outcome) -> Row:
    claim, tested, missing = outcome
    return Row(
        claim.id,
        claim.claim,
        claim.section,
        claim.hypothesis or None,
        missing or tested.result or None,
        OPEN if missing else verdict(tested.cases, tested.at_least),
        claim.caveat or None,
        claim.turned_by or None,
        codes(*(case.sources for case in tested.cases if case.counts)),
    )


def _case_rows(outcome: _Outcome) -> Iterator[CaseRow]:
    for case in outcome.tested.cases:
        compared = case.limit is not None or case.counts
        yield CaseRow(
            outcome.claim.id,
            case.case,
            case.compared,
            case.low,
            case.high,
            case.unit,
            (case.sign or None) if compared else None,
            case.limit,
            case.holds if compared else None,
            case.counts,
            case.flags,
            case.sources,
        )


def _cautions(found: Sequence[_Outcome]) -> Iterator[Caution]:
    for claim, _, missing in found:
        if missing:
            yield caution("no_data:claim", id=claim.id, reason=missing)
        elif not claim.calculation:
            yield caution("not_testable", id=claim.id, reason=claim.caveat)


def _notes(wanted: Sequence[Claim], *, explain: bool) -> Iterator[str]:
    if not explain:
        yield "the numbers behind a verdict: critmin claims ID --explain"
        return
    for claim in wanted:
        if claim.calculation:
            yield f"{claim.id}: {claim.hypothesis}; {claim.caveat}"
        yield f"{claim.id} would be turned by: {claim.turned_by}"
