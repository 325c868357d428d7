"""Contents of traded goods where the concordance has no single one, for adding output to imports.

Reads mixed_contents.csv; everything else comes from trace_contents.csv. A content is a middle with
a low and a high end, because shipments under one code differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.supply_risk.pairings import joined
from critmin.tracing.contents import content_ranges
from critmin.trade import flows
from critmin.trade.import_table import ImportTable, Supplier

Ends = tuple[float, float, float]  # content: middle, low, high


class NamedContents(NamedTuple):
    """An import table with all contents in the middle, at the low and at the high end.

    ``reasons`` say which contents they are; ``left_out`` are exporters whose goods under the codes
    are another product.
    """

    middle: ImportTable
    low: ImportTable
    high: ImportTable
    reasons: tuple[str, ...]
    left_out: tuple[str, ...]

    def cautions(self) -> list[Caution]:
        """Cautions of the contents and of the flows left out."""
        what = self.middle.what
        found = [caution("converted:range", what=what, reasons="; ".join(self.reasons))]
        if self.left_out:
            names = ", ".join(self.left_out)
            found.append(caution("converted:left_out", what=what, countries=names))
        return found


class _Content(NamedTuple):
    """Content of goods, and what it is of; without ends if they are another product."""

    ends: Ends | tuple[()]
    reason: str


@cache
def _mixed() -> dict[tuple[str, str, str], list[tuple[float, _Content]]]:
    """Contents by (mineral, form, code), with the least USD/kg they hold from, dearest first."""
    found: dict[tuple[str, str, str], list[tuple[float, _Content]]] = {}
    for mineral, form, code, least, middle, low, high, reason in read_table("mixed_contents.csv")[
        1
    ]:
        content = _Content((float(middle), float(low), float(high)), reason)
        found.setdefault((mineral, form, code), []).append((float(least), content))
    for bands in found.values():
        bands.sort(key=lambda band: -band[0])
    return found


def named_contents(parts: Sequence[ImportTable]) -> NamedContents | None:
    """Contents of all goods of import tables, one for each form, as one table.

    None if one of the goods has no named content.
    """
    ends: dict[tuple[str, str], Ends] = {}
    reasons: dict[str, None] = {}
    left_out: dict[str, None] = {}
    for table in parts:
        for supplier in table.suppliers:
            for code in sorted({flow.code for flow in supplier.flows if flow.kg}):
                content = _content(table, supplier, code)
                if content is None:
                    return None
                if not content.ends:
                    left_out[flows.place_name(supplier.place)[0]] = None
                    continue
                ends[code, supplier.place] = content.ends
                reasons[f"{code} {_printed(content.ends)}: {content.reason}"] = None
    if not ends:
        return None
    whole = joined(parts)
    suppliers = tuple(
        supplier._replace(flows=kept)
        for supplier in whole.suppliers
        if (kept := tuple(f for f in supplier.flows if (f.code, f.exporter) in ends or not f.kg))
    )
    middle, low, high = (
        replace(whole, suppliers=suppliers, contents={key: e[at] for key, e in ends.items()})
        for at in range(3)
    )
    return NamedContents(middle, low, high, tuple(reasons), tuple(left_out))


def _content(table: ImportTable, supplier: Supplier, code: str) -> _Content | None:
    """Content of a supplier's goods under a code; without ends if they are another product."""
    own = [flow for flow in supplier.flows if flow.code == code and flow.kg]
    unit_value = sum(flow.value for flow in own) / sum(flow.kg or 0 for flow in own)
    key, place = (table.mineral, table.form, code), supplier.place
    line = content_ranges().get((*key, place)) or content_ranges().get((*key, ""))
    if line is not None and not line[0]:
        return _Content((), line[1])
    for least, content in _mixed().get(key, ()):
        if unit_value >= least:
            return content
    if line is not None:
        return _Content(*line)
    plain = table.contents.get((code, place))
    return (
        None
        if plain is None
        else _Content((plain, plain, plain), "Factor of the code (concordance.csv)")
    )


def _printed(ends: Ends) -> str:
    """Content with its range, as text."""
    middle, low, high = ends
    return f"{middle:g} ({low:g} to {high:g})" if low < high else f"{middle:g}"
