"""Cautions of answers on imports: of their tables, of blocs and of missing minerals."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from critmin.answers.cautions import caution, meaning
from critmin.answers.table import Caution
from critmin.core.names import minerals
from critmin.core.wording import counted, few
from critmin.trade.codes import forms_of
from critmin.trade.import_table import ImportTable
from critmin.trade.imports import UNRECORDED, Imports

MANY = 6  # a code with more cautions than this has one for all
NAMED = 8  # and that one names this many tables
OF_ONE = frozenset({"greater_than", "less_than"})  # said of minerals that were named alone


def of_imports(
    imports: Imports, measure: str, *, named: bool, any_form: bool, suppliers: Collection[str] = ()
) -> list[Caution]:
    """All cautions of the import tables of an answer.

    Parameters
    ----------
    imports : Imports
        Tables found, and what is missing.
    measure : str
        Measure of the shares: ``value``, ``weight`` or ``contained``.
    named : bool
        Whether minerals were named. If not, minerals without a row are counted and listed.
    any_form : bool
        Whether forms were named.
    suppliers : collection of str
        Suppliers asked for, by code; those recorded elsewhere are named with the reason.
    """
    found = [
        one
        for table in imports.tables
        for one in table.cautions(measure)
        if named or one.code not in OF_ONE
    ]
    elsewhere = [table.about_absent(code) for table in imports.tables for code in suppliers]
    found += [one for one in elsewhere if one is not None]
    buyer = imports.buyer
    if buyer.is_bloc:
        membership = buyer.membership(table.year for table in imports.tables)
        found.append(caution("intra_bloc_excluded", buyer=buyer.name, membership=membership))
    if named:
        found += [index_of(table, measure) for table in imports.tables if table.claims]
        found += [] if any_form else forms_held(imports)
        return found + [Caution("no_data", gap.reason) for gap in imports.missing]
    if imports.shared_only:
        found.append(
            caution(
                "shared_codes_only",
                number=len(imports.shared_only),
                minerals=tuple(imports.shared_only),
            )
        )
    answered = {table.mineral for table in imports.tables} | set(imports.shared_only)
    absent = sorted({gap.mineral for gap in imports.missing} - answered)
    found += _without_imports(absent, imports)
    codeless = sorted(minerals().keys() - answered - set(absent))
    if codeless:
        found.append(_of_minerals("no_trade_code", codeless))
    return found


def forms_held(imports: Imports) -> Iterator[Caution]:
    """Traded forms that the answer covers, for minerals of which it does not cover all."""
    shown: dict[str, dict[str, None]] = {}
    for table in imports.tables:
        shown.setdefault(table.mineral, {})[table.form] = None
    for mineral, forms in shown.items():
        absent = [form for form in forms_of(mineral) if form not in forms]
        if absent:
            yield caution("forms_held", mineral=mineral, shown=tuple(forms), absent=tuple(absent))


def _without_imports(absent: Sequence[str], imports: Imports) -> Iterator[Caution]:
    """Minerals with tariff codes but no row: no imports are recorded, or no source has any."""
    recorded = {gap.mineral for gap in imports.missing if UNRECORDED in gap.causes}
    none = [slug for slug in absent if slug in recorded]
    no_source = [slug for slug in absent if slug not in recorded]
    if none:
        yield _of_minerals("no_data:imports", none)
    if no_source:
        yield _of_minerals("no_data:codes", no_source)


def _of_minerals(name: str, slugs: Sequence[str]) -> Caution:
    """Caution on minerals, counted and listed as the subject of its sentence."""
    have = "has" if len(slugs) == 1 else "have"
    return caution(
        name, minerals=f"{counted(len(slugs), 'mineral')} ({', '.join(slugs)})", have=have
    )


def summarised(cautions: Sequence[Caution], tables: int) -> tuple[Caution, ...]:
    """Each caution once; a code with more than six has one caution for all its tables."""
    by_code: dict[str, dict[str, Caution]] = {}
    for one in cautions:
        by_code.setdefault(one.code, {}).setdefault(one.message, one)
    found: list[Caution] = []
    for code, messages in by_code.items():
        if len(messages) <= MANY or code == "import_hhi":
            found += messages.values()
            continue
        what = few([str(one.about or one.message) for one in messages.values()], NAMED)
        text = f"{len(messages)} times in {tables} tables: {meaning(code)}: {what}"
        found.append(Caution(code, text, counted(len(messages), "table"), meaning(code)))
    return tuple(found)


def index_of(table: ImportTable, measure: str) -> Caution:
    """HHI of one table's imports (0-10,000); of printed shares its lower bound."""
    index = table.hhi(measure)
    of = "printed shares" if table.printed else measure
    if index is None:
        return caution("import_hhi:unknown", what=table.what, of=of)
    name = "import_hhi:printed" if table.printed else "import_hhi"
    return caution(name, what=table.what, index=index, of=of)
