"""Output from which a traded form is made, and the content of each exporter's product.

Reads trace_outputs.csv and trace_contents.csv. A form without a line there is made at its own
stage of supply, and has the content given in the concordance.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.names import STAGE_OF_FORM, minerals
from critmin.supply import bundled_tables
from critmin.trade.codes import Line, other_forms


class Content(NamedTuple):
    """Content of a flow under a code, a mass fraction, and the ends of its range.

    ``strand`` separates goods of one form that are made at different stages (crude and oxide of
    cobalt); it is empty if the flow is not a product of the form.
    """

    strand: str
    content: float
    low: float
    high: float


class Output(NamedTuple):
    """Output from which a strand is made; ``reason`` says why it replaces the form's own output.

    ``how`` is ``output`` (as printed), ``shipped`` (net exports, at most the output) or
    ``feed`` (the ore left in a country). ``source`` and ``basis`` name the table; ``factor``
    turns its basis into the one it ``becomes``, between ``factor_low`` and ``factor_high`` in
    each country.
    """

    strand: str
    how: str
    stage: str
    source: str | None
    basis: str | None
    factor: float
    factor_low: float
    factor_high: float
    becomes: str | None
    reason: str

    @property
    def code(self) -> str:
        """Warning code for the reason."""
        if self.how == "feed":
            return "made_of_ore"
        return "basis_scaled" if self.becomes else "output_stands_in"


@cache
def outputs() -> dict[tuple[str, str], tuple[Output, ...]]:
    """Lines of trace_outputs.csv by (mineral, form)."""
    found: dict[tuple[str, str], tuple[Output, ...]] = {}
    for cells in read_table("trace_outputs.csv")[1]:
        mineral, form, strand, how, stage, source, basis, factor, *ends, becomes, reason = cells
        low, high = (float(end or factor or 1) for end in ends)
        line = Output(
            strand,
            how,
            stage,
            source or None,
            basis or None,
            float(factor or 1),
            low,
            high,
            becomes or None,
            reason,
        )
        found[mineral, form] = (*found.get((mineral, form), ()), line)
    return found


def outputs_of(mineral: str, form: str) -> tuple[Output, ...]:
    """Outputs from which a form is made; empty if no source prints any."""
    own = outputs().get((mineral, form))
    if own is not None:
        return own
    stage = None if form == "mixed" else STAGE_OF_FORM.get(form)  # a mixed form has no single code
    return (Output(form, "output", stage, None, None, 1.0, 1.0, 1.0, None, ""),) if stage else ()


@cache
def _own() -> dict[tuple[str, str], dict[tuple[str, str], Content]]:
    """Lines of trace_contents.csv by (mineral, form), then by (code, exporter)."""
    found: dict[tuple[str, str], dict[tuple[str, str], Content]] = {}
    for cells in read_table("trace_contents.csv")[1]:
        mineral, form, code, exporter, strand, content, low, high, _reason = cells
        own = found.setdefault((mineral, form), {})
        usual, least, most = (float(cell or content or 0) for cell in (content, low, high))
        own[code, exporter] = Content(strand, usual, least, most)
    return found


class Contents:
    """Contents of one mineral in one form, in a source and year."""

    def __init__(self, mineral: str, form: str, lines: Sequence[Line], by_product: bool) -> None:
        self._form = form
        self._by_product = by_product
        self._own = {} if by_product else _own().get((mineral, form), {})
        self._lines = {line.code: line.content for line in lines}
        others = other_forms()
        self._here = {key: o for key, o in others.items() if (o.mineral, o.form) == (mineral, form)}
        self._away = {key for key, o in others.items() if (o.mineral, o.form) != (mineral, form)}
        self._found: dict[tuple[str, str], Content | None] = {}

    @property
    def codes(self) -> set[str]:
        """Codes that may hold flows of the form."""
        return {*self._lines, *(code for code, _ in (*self._own, *self._here))}

    @property
    def bare(self) -> list[str]:
        """Codes of the form without a content."""
        named = {code for code, exporter in self._own if not exporter}
        return (
            []
            if self._by_product
            else sorted(
                code
                for code, content in self._lines.items()
                if content is None and code not in named
            )
        )

    def of(self, code: str, exporter: str) -> Content | None:
        """Content of a flow from an exporter; None if it is not a product of the form."""
        key = code, exporter
        if key not in self._found:
            self._found[key] = self._look_up(code, exporter)
        return self._found[key]

    def _look_up(self, code: str, exporter: str) -> Content | None:
        own = self._own.get((code, exporter)) or self._own.get((code, ""))
        if own is not None:
            return own if own.strand else None
        here = self._here.get((code, exporter))
        if here is not None:
            if self._by_product:
                return Content(self._form, 1.0, 1.0, 1.0)
            return Content(self._form, here.content, here.low, here.high)
        plain = 1.0 if self._by_product else self._lines.get(code)
        if code not in self._lines or plain is None or (code, exporter) in self._away:
            return None
        return Content(self._form, plain, plain, plain)


@cache
def content_ranges() -> dict[
    tuple[str, str, str, str], tuple[tuple[float, float, float] | tuple[()], str]
]:
    """Content with its low and high end, and its reason, by (mineral, form, code, exporter).

    The exporter is empty in a line for all of them. A flow that is not a product of the form has
    no ends.
    """
    found: dict[tuple[str, str, str, str], tuple[tuple[float, float, float] | tuple[()], str]] = {}
    for mineral, form, code, exporter, strand, content, low, high, reason in read_table(
        "trace_contents.csv"
    )[1]:
        middle = float(content or 0)
        ends = (middle, float(low or middle), float(high or middle)) if strand else ()
        found[mineral, form, code, exporter] = (ends, reason)
    return found


@cache
def named_producers(mineral: str, stage: str) -> frozenset[str]:
    """Countries that any bundled table, of any source and year, lists as producers.

    For a group, also the producers of its members. A country printed as "less than" a value does
    not count, because the figure may be a rounding.
    """
    slugs = {mineral, *(m.slug for m in minerals().values() if m.group == mineral)}
    return frozenset(
        row.iso3
        for slug in slugs
        for entry in bundled_tables.by_mineral_stage().get((slug, stage), [])
        if entry.observed
        for row in bundled_tables.load(entry).producers
        if row.state != "less_than"
    )
