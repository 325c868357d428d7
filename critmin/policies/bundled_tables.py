"""The only reader of the bundled tables of government action."""

from __future__ import annotations

from functools import cache

from critmin.core.dates import When
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.policies.state import Act, Award, Budget, Named

SOURCE = "policy@2026"
PAGES = " ; "  # separator of the pages of a record


class Use(NamedTuple):
    """Use of a mineral in one field; ``use`` is empty if only the field is known."""

    mineral: str
    field: str
    use: str
    confidence: str
    source: str
    evidence: str


class Term(NamedTuple):
    """An administration and its first day."""

    administration: str
    president: str
    first: str


def _records(name: str) -> list[dict[str, str]]:
    header, rows = read_table(f"policy/{name}.csv")
    return [dict(zip(header, row, strict=True)) for row in rows]


def _names(table: str, key: str) -> dict[str, tuple[Named, ...]]:
    found: dict[str, list[Named]] = {}
    for row in _records(table):
        found.setdefault(row[key], []).append(Named(row["mineral"], row["scope"], row["wording"]))
    return {id_: tuple(named) for id_, named in found.items()}


@cache
def acts() -> tuple[Act, ...]:
    """All acts, the oldest first; those without a known day are the last."""
    names = _names("act_minerals", "act_id")
    return tuple(
        Act(
            dpa=row.pop("dpa") == "yes",
            dpa_view=row.pop("dpa_view") == "yes",
            names=names.get(row["act_id"], ()),
            **row,
        )
        for row in _records("acts")
    )


@cache
def dpa_acts() -> tuple[Act, ...]:
    """Acts of the view of the Defense Production Act, the oldest first."""
    return tuple(act for act in acts() if act.dpa_view)


def _number(text: str) -> float | None:
    return float(text) if text else None


@cache
def awards() -> tuple[Award, ...]:
    """All awards, the oldest first."""
    names = _names("us_award_minerals", "award_id")
    return tuple(_award(row, names.get(row["award_id"], ())) for row in _records("us_awards"))


@cache
def award(id_: str) -> Award | None:
    """Award by its id; None if there is none."""
    return next((one for one in awards() if one.award_id == id_), None)


def _award(row: dict[str, str], names: tuple[Named, ...]) -> Award:
    date = When.read(row["date"], row["date_precision"])
    if date is None:  # refused when the data are built
        raise ValueError(f"{row}: no date")
    return Award(
        award_id=row["award_id"],
        date=date,
        administration=row["administration"],
        programme=row["programme"],
        kind=row["kind"],
        recipient=row["recipient"],
        project=row["project"],
        iso3=row["iso3"],
        stages=tuple(row["stages"].split(";")),
        amount_usd=_number(row["amount_usd"]),
        amount_is=row["amount_is"],
        last_status=row["status"],
        ended=When.read(row["ended"], row["ended_precision"]),
        paid_usd=_number(row["paid_usd"]),
        counted=row["counted"] == "yes",
        counted_in=row["counted_in"],
        confidence=row["confidence"],
        evidence=row["evidence"],
        note=row["note"],
        names=names,
    )


@cache
def budgets() -> tuple[Budget, ...]:
    """All budget lines, the paper's first."""
    return tuple(_budget(row) for row in _records("meti_budgets"))


def _budget(row: dict[str, str]) -> Budget:
    return Budget(
        line_id=row["line_id"],
        paper_row=row["paper_row"],
        fiscal_year=int(row["fiscal_year"]),
        purpose=row["purpose"],
        line=row["line"],
        level=row["level"],
        part_of=row["part_of"],
        amount_bn_jpy=float(row["amount_bn_jpy"]),
        stated_by=row["stated_by"],
        printed_group=row["printed_group"],
        printed_label=row["printed_label"],
        printed_year=row["printed_year"],
        confidence=row["confidence"],
        pages=tuple(page for page in row["evidence"].split(PAGES) if page),
        note=row["note"],
    )


@cache
def uses() -> tuple[Use, ...]:
    """Uses of minerals."""
    return tuple(Use(**row) for row in _records("uses"))


@cache
def terms() -> tuple[Term, ...]:
    """Administrations, the first one first."""
    return tuple(
        Term(row["administration"], row["president"], row["from"])
        for row in _records("administrations")
    )


def in_office(day: str) -> Term | None:
    """The administration in office on a day; None before the first on record."""
    return next((term for term in reversed(terms()) if term.first <= day), None)
