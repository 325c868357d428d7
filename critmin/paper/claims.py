"""The paper's claims, each tested on the bundled tables by a stated calculation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib import import_module
from typing import NamedTuple

from critmin.answers.columns import columns, weighing
from critmin.answers.table import Caution, Cell, Table
from critmin.core import arguments, sources
from critmin.core.errors import NoData, UnknownName
from critmin.core.files import read_table
from critmin.export_controls.query import read_day
from critmin.paper.claim_figures import Parameters
from critmin.paper.verdicts import OPEN, Tested, verdict

COLUMNS = columns("id claim section hypothesis result verdict caveat source")
EXPLAINED = weighing(
    columns("id case compared value_low value_high unit comparison limit holds counts flag source"),
    compared=9,
    holds=9,
    counts=4,
    source=3,
    unit=2,
    flag=1,
)
Row = tuple[Cell, ...]


class Claim(NamedTuple):
    """A claim in our words: what would make it true, and how that is reckoned.

    ``calculation`` is ``module.function`` below critmin.questions, empty where nothing
    bundled can test it; ``parameters`` are its limits, minerals, years and sources.
    """

    id: str
    claim: str
    section: str
    hypothesis: str
    calculation: str
    parameters: Parameters
    caveat: str


@cache
def recorded() -> dict[str, Claim]:
    """All claims, by id."""
    found = {}
    for id_, claim, section, hypothesis, calculation, given, caveat in read_table("claims.csv")[1]:
        parameters = _parameters(given)
        said = _filled(hypothesis, parameters)
        found[id_] = Claim(id_, claim, section, said, calculation, parameters, caveat)
    return found


def _parameters(text: str) -> Parameters:
    """``above=0.5;minerals=lithium cobalt`` as a mapping of texts."""
    return dict(part.split("=", 1) for part in text.split(";") if part)


def _filled(hypothesis: str, parameters: Parameters) -> str:
    """The hypothesis with its limits, which stand once, among the parameters.

    ``{year}`` is a parameter as written, ``{above%}`` a fraction as a percentage.
    """
    percent = re.sub(r"\{(\w+)%\}", lambda found: f"{float(parameters[found[1]]):.0%}", hypothesis)
    return re.sub(r"\{(\w+)\}", lambda found: parameters[found[1]], percent)


def claims(*ids: str, explain: bool = False, as_of: str | date | None = None) -> Table:
    """The paper's claims, each tested on data that can come out against it.

    Parameters
    ----------
    *ids : str
        ``C1`` to ``C18``; all when none is named.
    explain : bool
        Instead of one row a claim the numbers behind it: every figure that was compared, and
        with what.
    as_of : str or date, optional
        The day whose export controls count, where a claim is about them; today when not given.

    Returns
    -------
    Table
        ``verdict`` is ``holds``, ``partly``, ``fails``, ``open`` (uncertain or missing figures
        could decide it either way) or ``not testable`` (no bundled table speaks of it).

    Raises
    ------
    UnknownName
        For a claim that is not on record.
    QueryError
        For a day that is none.
    NoData
        If the numbers behind claims that cannot be tested are asked for.
    """
    day = read_day(as_of)
    named = list(dict.fromkeys(_find(text) for text in arguments.flat(ids)))
    wanted = [recorded()[id_] for id_ in named or recorded()]
    found = [(claim, *_tested(claim, day)) for claim in wanted]
    rows = [row for one in found for row in (_cases(*one[:2]) if explain else [_row(*one)])]
    if not rows:
        reasons = "; ".join(f"{claim.id}: {claim.caveat}" for claim in wanted)
        raise NoData(f"no bundled table tests {_ids(wanted)}: {reasons}")
    used = [part for row in rows for part in str(row[-1] or "").split(";")]
    query = {
        "command": "claims",
        "claims": [claim.id for claim in wanted] if ids else None,
        "explain": explain or None,
        "as_of": day,
    }
    return Table(
        query={key: value for key, value in query.items() if value is not None},
        columns=EXPLAINED if explain else COLUMNS,
        rows=tuple(rows),
        sources=sources.records(used),
        warnings=tuple(_cautions(found)),
        notes=tuple(_notes(wanted, explain=explain)),
    )


def _find(text: str) -> str:
    key = text.strip().upper()
    key = f"C{key}" if key.isdigit() else key
    if key not in recorded():
        raise UnknownName("claim", text, known=list(recorded()))
    return key


def _ids(wanted: Sequence[Claim]) -> str:
    return ", ".join(claim.id for claim in wanted)


def _tested(claim: Claim, day: str) -> tuple[Tested, str]:
    """The cases of a claim, and the reason where a figure that it needs is not there."""
    if not claim.calculation:
        return Tested((), ""), ""
    module, _, name = claim.calculation.partition(".")
    calculate: Callable[[Parameters, str], Tested] = getattr(
        import_module(f"critmin.paper.{module}"), name
    )
    try:
        return calculate(claim.parameters, day), ""
    except NoData as reason:
        return Tested((), ""), str(reason)


def _row(claim: Claim, tested: Tested, missing: str) -> Row:
    found = OPEN if missing else verdict(tested.cases, tested.at_least)
    used = dict.fromkeys(s for case in tested.cases if case.counts for s in case.sources)
    return (
        claim.id,
        claim.claim,
        claim.section,
        claim.hypothesis or None,
        missing or tested.result or None,
        found,
        claim.caveat or None,
        ";".join(used) or None,
    )


def _cases(claim: Claim, tested: Tested) -> Iterator[Row]:
    for case in tested.cases:
        compared = case.limit is not None or case.counts
        yield (
            claim.id,
            case.case,
            case.compared,
            case.low,
            case.high,
            case.unit,
            (case.sign or None) if compared else None,
            case.limit,
            case.holds if compared else None,
            case.counts,
            case.flag or None,
            ";".join(case.sources) or None,
        )


def _cautions(found: Sequence[tuple[Claim, Tested, str]]) -> Iterator[Caution]:
    for claim, _, missing in found:
        if missing:
            yield Caution("no_data", f"{claim.id}: {missing}")
        elif not claim.calculation:
            yield Caution("not_testable", f"{claim.id}: {claim.caveat}")


def _notes(wanted: Sequence[Claim], *, explain: bool) -> Iterator[str]:
    if not explain:
        yield "the numbers behind a verdict: critmin claims ID --explain"
        return
    for claim in wanted:
        if claim.calculation:
            yield f"{claim.id}: {claim.hypothesis}; {claim.caveat}"
