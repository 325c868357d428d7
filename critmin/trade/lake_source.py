"""Sources of a lake as trade data of which a question can be asked (``--trade LAKE``)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critmin.core.errors import NoData, QueryError, UnknownName
from critmin.core.names import countries, suggestions
from critmin.core.periods import Month, period
from critmin.core.sources import PUBLISHERS, Source, editions
from critmin.core.wording import few, the
from critmin.lakes.engine import Engine, connect
from critmin.lakes.reading import edition_order
from critmin.lakes.store import Added, Lake, open_lake
from critmin.trade.codes import REVISIONS, places
from critmin.trade.lake_flows import INWARD, LakeFlows, Part
from critmin.trade.sources import Data, TradeSource

if TYPE_CHECKING:
    from critmin.trade.readers import Flow

DEFAULT = "lake"  # name of the default lake
NAMED = 6  # most countries or files that are named
SEVERAL = ";"  # between the nomenclatures or currencies of one file
WORLD = 100  # importers, and exporters, of a source that has the trade between all countries
RECONCILED = "trade"  # flow of a source that has one figure of both sides
_kept: dict[tuple[Any, ...], Data] = {}  # data of a lake as it was, so that a program asks on


def lake_data(trade: str, engine: str = "", source: str | None = None) -> Data:
    """Trade data of a lake: of each source the newest edition, or the one that is named.

    Sources with the trade between all countries come first, by nomenclature from the oldest,
    then those of some countries' imports by name.

    Raises
    ------
    QueryError
        If it is no lake, or is empty.
    UnknownName
        If the source named is not in it.
    """
    lake = open_lake(_folder(trade))
    key = (lake.address, tuple(one.key for one in lake.added), engine, source)
    if key not in _kept:
        _kept[key] = _data(lake, engine, source)
    return _kept[key]


def _folder(trade: str) -> str | Path:
    if "://" in trade:
        return trade
    from critmin.lakes import store

    if trade != DEFAULT:
        return store.own_folder(trade)
    found: Path = store.default_folder()
    here = Path(DEFAULT)
    if not (found / store.HEAD).is_file() and (here / store.HEAD).is_file():
        raise QueryError(f"{found} is not a lake, but the folder {here} here is: --trade ./{here}")
    return found


def _data(lake: Lake, engine: str, source: str | None) -> Data:
    parts = list(_parts(lake.added))
    if not parts:
        raise QueryError(f"the lake {lake.address} is empty: critmin lake add FILE --as READER")
    reads = connect(engine) if engine else connect()
    used = _newest(parts, source)
    found = [_source(lake, reads, part, named, _others(parts, part)) for part, named in used]
    found.sort(key=_preference)
    return Data(f"the lake {lake.address}", found)


def _parts(added: Iterable[Added]) -> Iterable[Part]:
    """Sources, editions and nomenclatures of a lake, with their files."""
    files: dict[tuple[str, str, str], list[Added]] = {}
    for one in added:
        for nomenclature in one.nomenclature.split(SEVERAL):
            of = _under(one, nomenclature)
            files.setdefault((one.source, one.edition, nomenclature), []).append(of)
    return (Part(*key, tuple(files[key])) for key in sorted(files, key=_by_edition))


def _under(one: Added, nomenclature: str) -> Added:
    """A file as it is under one of its nomenclatures: the periods and reporters of that alone."""
    held = one.about.get("held", {}).get(nomenclature)
    if held is None:
        return one
    reporters = sorted({code for codes in held.values() for code in codes})
    return one._replace(
        parts=tuple(part for part in one.parts if part.period in held),
        about={**one.about, "reporters": reporters},
    )


def _by_edition(key: tuple[str, str, str]) -> tuple[Any, ...]:
    source, edition, nomenclature = key
    return source, edition_order(edition), nomenclature


def _newest(parts: list[Part], source: str | None) -> list[tuple[Part, str]]:
    """Newest edition of each source, or the one that is named, with its name.

    A source with several nomenclatures is one source for each.
    """
    several: dict[str, set[str]] = {}
    for part in parts:
        several.setdefault(part.source, set()).add(part.nomenclature)
    named = [
        (part, part.source if len(several[part.source]) == 1 else f"{part.source}-{suffix}")
        for part in parts
        for suffix in (part.nomenclature.lower(),)
    ]
    newest = {name: part for part, name in named}  # sorted by edition
    wanted = (source or "").strip().casefold()
    for part, name in named:
        if wanted == f"{name}@{part.edition}".casefold():
            newest[name] = part
    known = [f"{name}@{part.edition}" for part, name in named]
    if wanted and wanted not in {*map(str.casefold, newest), *map(str.casefold, known)}:
        raise UnknownName("trade source", str(source), suggestions(wanted, known), tuple(known))
    return [(part, name) for name, part in newest.items()]


def _others(parts: list[Part], used: Part) -> tuple[str, ...]:
    """Other editions of a source that are in the lake, from the oldest."""
    same = (used.source, used.nomenclature)
    return tuple(
        part.edition
        for part in parts
        if (part.source, part.nomenclature) == same and part.edition != used.edition
    )


def _preference(source: TradeSource) -> tuple[bool, int, str]:
    of = source.nomenclature
    return (not source.worldwide, REVISIONS.index(of) if of in REVISIONS else -1, source.origin)


def _source(
    lake: Lake, engine: Engine, part: Part, name: str, others: tuple[str, ...]
) -> TradeSource:
    reader = OwnFlows(engine, lake, part)
    everywhere = reader.reporters is None
    return TradeSource(
        name,
        part.edition,
        reader,
        part.nomenclature,
        currency=_currency(name, part),
        worldwide=everywhere,
        reporters=None if everywhere else partial(_covered, reader),
        holds="" if everywhere else f"has only the imports of {_countries(reader.reporters or ())}",
        record=_record(name, part),
        headings=reader.headings,
        gap=reader.gap,
        secret=reader.secret,
        span=reader.span,
        other_editions=others,
        reporting=None if everywhere or _unsaid(part) else reader.reporting,
        revised=tuple(reader.months[-newest:]) if (newest := _revised(part)) else (),
    )


def _unsaid(part: Part) -> bool:
    """Whether a file does not say who reported its rows."""
    return not all(one.about.get("reporters") for one in part.added)


def _currency(name: str, part: Part) -> str:
    """The one currency of a source.

    Raises
    ------
    QueryError
        If its values are in several.
    """
    found = sorted({code for one in part.added for code in one.currency.split(SEVERAL)})
    if len(found) > 1:
        raise QueryError(
            f"{name}@{part.edition} has values in {', '.join(found)}: add each to the lake as a "
            "source of its own"
        )
    return found[0]


def _covered(reader: OwnFlows) -> frozenset[str]:
    """Those whose imports a source has, with the places of which all countries are among them.

    A bloc has such places as members, as Ceuta beside Spain, that no publisher lists as importers.
    """
    own = reader.reporters or frozenset()
    return own | {place.code for place in places().values() if own.issuperset(place.members)}


def _revised(part: Part) -> int:
    """Number of the newest months that the publisher still revises, where a record says so."""
    return max(int(one.about.get("revised_months", 0)) for one in part.added)


def _countries(codes: Collection[str]) -> str:
    known = countries()
    return few([the(known[code].name) if code in known else code for code in sorted(codes)], NAMED)


class OwnFlows(LakeFlows):
    """Reader of a lake's source that knows whose imports it has, and in which months."""

    def __init__(self, engine: Engine, lake: Lake, of: Part) -> None:
        super().__init__(engine, lake, of)
        self._seen: dict[int, frozenset[str]] = {}
        self.reporters = self._reporters()

    def _reporters(self) -> frozenset[str] | None:
        """Codes of those whose imports it has; None for the trade between all countries."""
        said = [one.about for one in self.of.added]
        if not _unsaid(self.of):
            return frozenset(code for about in said for code in about["reporters"])
        baci = all(one.reader == "baci" for one in self.of.added)
        if baci or all(about.get("flows") == [RECONCILED] for about in said):
            ends = {end(self.periods_by_rows, key=lambda pair: pair[1])[0] for end in (min, max)}
            self._see(ends)
            sides = [*self._seen.values(), *self._sellers(ends)]
            if all(len(of - {""}) >= WORLD for of in sides):
                return None  # a file that was cut to some importers has them alone
        self._see([*self.years, *self.months])
        return frozenset(code for of in self._seen.values() for code in of if code)

    def _sellers(self, parts: Iterable[int]) -> list[set[str]]:
        """Exporters of each of some recorded periods, with any code."""
        rows = self._lines(parts).select("period", "exporter").distinct()
        found = self.engine.fetch(rows).to_pylist()
        of = [[row["exporter"] or "" for row in found if row["period"] == str(p)] for p in parts]
        return [set(one) for one in of]

    @property
    def periods_by_rows(self) -> list[tuple[int, int]]:
        """Recorded periods with their rows."""
        rows: dict[int, int] = {}
        for part in (part for one in self.of.added for part in one.parts):
            at = period(part.period)
            rows[at] = rows.get(at, 0) + part.rows
        return list(rows.items())

    def reporting(self, year: int) -> frozenset[str]:
        """Codes of those whose imports it has in a year or month, as its files say."""
        wanted = {str(part) for part in self.parts(year)}
        found: set[str] = set()
        for one in self.of.added:
            held = one.about.get("held", {}).get(self.of.nomenclature)
            for part in one.parts:
                if part.period in wanted:
                    found.update(held[part.period] if held else one.about.get("reporters", ()))
        return frozenset(found)

    def _lines(self, parts: Iterable[int]) -> Any:
        """Rows of imports of all codes."""
        rows = self._of_periods(list(parts))
        return rows.filter(rows.flow.isin(INWARD))

    def expect(self, years: Iterable[int], importers: Collection[str]) -> None:
        """Read whose imports are there in several years, then the imports."""
        every = list(years)
        if len(importers) > 1:
            self._see([part for year in every for part in self.parts(year)])
        super().expect(every, importers)

    def imports(self, year: int, importers: Collection[str]) -> Iterable[Flow]:
        """Flows into the importers, who all have imports in every month of a year.

        Raises
        ------
        NoData
            If one of them has only some of the months, with their number; or if one of several
            has none, so that the sum would be without it.
        """
        if self.reporters is not None and (lacking := self.lacking(year, importers)):
            raise NoData(self._why(year, lacking, together=len(importers) > 1))
        return super().imports(year, importers)

    def lacking(self, year: int, importers: Collection[str]) -> dict[str, int]:
        """Importers without any import in some or all months of a year, with their other months.

        One that is asked for alone and has nothing is not among them.
        """
        parts = self.recorded(year)
        if len(parts) < 2 and len(importers) < 2:
            return {}
        seen = self.seen(parts)
        together = len(importers) > 1
        found = {}
        for code in sorted(importers):
            if together and code not in countries():
                continue
            has = sum(code in seen[part] for part in parts)
            if has < len(parts) and (has or together):
                found[code] = has
        return found

    def whole(
        self, months: Sequence[Month], members: Callable[[int], Collection[str]]
    ) -> tuple[Month, ...]:
        """Months in which every member of a buyer has imports, of any code.

        Parameters
        ----------
        months : sequence of Month
            Recorded months.
        members : callable
            Codes of the buyer's members in a year.
        """
        if self.reporters is None:
            return tuple(months)
        self._see(months)
        found = []
        for one in months:
            here = members(int(one))
            has = not self._seen[one].isdisjoint(here)
            if has and not (len(here) > 1 and self.lacking(one, here)):
                found.append(one)
        return tuple(found)

    def recorded(self, year: int) -> Sequence[int]:
        """Recorded periods of a year, also where some of its months are absent."""
        own = () if isinstance(year, Month) else [one for one in self.months if int(one) == year]
        return self.parts(year) or own

    def seen(self, parts: Collection[int]) -> dict[int, frozenset[str]]:
        """Importers with any import in recorded periods, and the members of joint places."""
        self._see(parts)
        found = {}
        for part in parts:
            there = self._seen[part]
            joint = [
                place.members
                for place in places().values()
                if place.code in there and place.first <= part <= place.last
            ]
            found[part] = there.union(*joint)
        return found

    def _see(self, parts: Iterable[int]) -> None:
        """Read whose imports are there in recorded periods, with any code."""
        new = [part for part in dict.fromkeys(parts) if part not in self._seen]
        if not new:
            return
        rows = self._lines(new).select("period", "importer").distinct()
        found = self.engine.fetch(rows).to_pylist()
        for part in new:
            self._seen[part] = frozenset(
                line["importer"] or "" for line in found if line["period"] == str(part)
            )

    def _why(self, year: int, lacking: Mapping[str, int], *, together: bool) -> str:
        known = countries()
        names = {code: known[code].name if code in known else code for code in lacking}
        id_, number = f"{self.of.source}@{self.of.edition}", len(self.recorded(year))
        if not together:
            ((code, has),) = lacking.items()
            return f"no data for {names[code]} in {year}: {id_} has {has} of its {number} months"
        none = [the(names[code]) for code, has in lacking.items() if not has]
        some = [
            f"{the(names[code])} ({has} of {number} months)" for code, has in lacking.items() if has
        ]
        return (
            f"no data for all members in {year}: {id_} has no imports, or not those of all "
            f"months, by {few([*none, *some], NAMED)}"
        )


def _record(name: str, part: Part) -> Source:
    """Citation of a source of a lake: publisher, edition, files and days."""
    id_ = f"{name}@{part.edition}"
    bundled = editions().get(id_)
    publisher = PUBLISHERS.get(part.source) or PUBLISHERS.get(name) or part.source
    files = few([one.name for one in part.added], NAMED)
    days = sorted({one.added for one in part.added})
    when = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    return Source(
        id_,
        f"{publisher}, edition {part.edition}, {part.nomenclature}; own lake, from {files}, "
        f"added {when}",
        bundled.licence if bundled else "the publisher's terms",
        part.edition,
        bundled.url if bundled else "",
    )
