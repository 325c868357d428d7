"""What a question of a buyer found, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from critmin.answers import cautions as vocabulary
from critmin.answers.table import Caution
from critmin.core import sources
from critmin.core.names import minerals
from critmin.core.sources import Source
from critmin.trade import codes
from critmin.trade.buyers import Buyer
from critmin.trade.import_table import ImportTable

MANY = 6  # a caution said more often is said once for all
NAMED = 8  # and names so many of what it is said of


@dataclass
class Bought:
    """The import tables that answer a query, and what is missing."""

    buyer: Buyer
    found: list[ImportTable] = field(default_factory=list)
    missing: list[tuple[str, str, str]] = field(default_factory=list)  # mineral, form, reason
    shared_only: list[str] = field(default_factory=list)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Sources of the tables found, once each."""
        return sources.records(table.source for table in self.found)


def forms_held(bought: Bought) -> Iterator[Caution]:
    """Which of a mineral's traded forms the answer rests on."""
    held: dict[str, dict[str, None]] = {}
    for table in bought.found:
        held.setdefault(table.mineral, {})[table.form] = None
    for mineral, forms in held.items():
        every = codes.forms_of(mineral)
        absent = [form for form in every if form not in forms]
        if absent:
            yield Caution(
                "forms_held",
                f"{mineral}: shown is {', '.join(forms)}; no flows are held of {', '.join(absent)}",
            )


def cautions(bought: Bought, measure: str, *, named: bool, any_form: bool) -> list[Caution]:
    """All that is to be said: of each table, of a bloc, of what is missing.

    ``named`` is whether minerals were named, ``any_form`` whether forms were. Of all minerals
    those without a row are counted and named, whatever the reason.
    """
    found = [c for table in bought.found for c in table.cautions(measure)]
    if bought.buyer.is_bloc:
        of = bought.buyer.membership(table.year for table in bought.found)
        found.append(
            Caution(
                "intra_bloc_excluded",
                f"{bought.buyer.name} is one buyer: trade among its members is left out ({of})",
            )
        )
    if named:
        found += [index_of(table, measure) for table in bought.found if table.claims]
        found += list(forms_held(bought)) if not any_form else []
        return found + [Caution("no_data", reason) for _, _, reason in bought.missing]
    if bought.shared_only:
        found.append(
            Caution(
                "shared_codes_only",
                f"{len(bought.shared_only)} minerals trade only under codes they share with "
                f"others and are not shown; name one to see its codes: "
                f"{', '.join(bought.shared_only)}",
            )
        )
    answered = {table.mineral for table in bought.found} | set(bought.shared_only)
    absent = sorted({m for m, _, _ in bought.missing} - answered)
    found += _without_imports(absent, bought.missing)
    codeless = sorted(minerals().keys() - answered - set(absent))
    if codeless:
        text = f"{_minerals(codeless)} no tariff code in the bundled trade tables"
        found.append(Caution("no_trade_code", text))
    return found


def _without_imports(
    absent: Sequence[str], missing: Sequence[tuple[str, str, str]]
) -> Iterator[Caution]:
    """Minerals with tariff codes and without a row: none recorded is not the same as not held."""
    recorded = {mineral for mineral, _, reason in missing if "records no imports" in reason}
    none = [slug for slug in absent if slug in recorded]
    unheld = [slug for slug in absent if slug not in recorded]
    if none:
        yield Caution("no_data", f"{_minerals(none)} no recorded imports")
    if unheld:
        said = f"{_minerals(unheld)} codes that no bundled source holds for the buyer then"
        yield Caution("no_data", said)


def _minerals(slugs: Sequence[str]) -> str:
    """Minerals counted and named, as the subject of a sentence."""
    one = len(slugs) == 1
    return f"{len(slugs)} mineral{'' if one else 's'} ({', '.join(slugs)}) ha{'s' if one else 've'}"


def folded(cautions: Sequence[Caution], tables: int) -> tuple[Caution, ...]:
    """Cautions once each; a code said of more than six tables is said once for all."""
    by_code: dict[str, dict[str, None]] = {}
    for caution in cautions:
        by_code.setdefault(caution.code, {})[caution.message] = None
    found = []
    for code, messages in by_code.items():
        if len(messages) <= MANY or code == "import_hhi":
            found += [Caution(code, message) for message in messages]
            continue
        what = dict.fromkeys(message.partition(":")[0] for message in messages)
        meaning = vocabulary.meaning(code)
        said = f"{len(messages)} times in {tables} tables: {meaning}: {few(what)}"
        found.append(Caution(code, said))
    return tuple(found)


def few(names: Iterable[str]) -> str:
    """The first names of a list, and how many more there are.

    >>> few(f"m{n}" for n in range(10))
    'm0, m1, m2, m3, m4, m5, m6, m7 and 2 more'
    """
    every = list(names)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more


def index_of(table: ImportTable, measure: str) -> Caution:
    """The index of one table's imports as a sentence."""
    index = table.hhi(measure)
    least = "at least " if table.printed else ""
    said = "n/a" if index is None else f"{least}{index:,.0f}"
    of = "printed shares" if table.printed else measure
    return Caution("import_hhi", f"{table.what}: import HHI {said} (by {of})")
