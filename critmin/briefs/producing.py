"""Brief of a mineral: who mines and refines it, who controls it, and what changes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from critmin.answers.builder import codes
from critmin.answers.table import Caution, Cell, Table, as_number, several
from critmin.briefs import control_sentences as said
from critmin.briefs.brief_rows import Row, event_rows
from critmin.core import names
from critmin.core.errors import NoData
from critmin.core.wording import capital, counted, lower, mineral_name
from critmin.export_controls import bundled_tables
from critmin.export_controls.measure import Measure
from critmin.export_controls.state import IN_FORCE, state
from critmin.supply.share import share

STAGES = ("mining", "refining")
MUCH = 0.25  # share of a stage from which a producer's own control is the first said
EACH, ALONE = 3, 5  # producers of each of two stages, of a single one


def _at_stage(stage: str, row: Any) -> Any:
    return row if row.stage == stage else None


@dataclass(eq=False)
class Producing:
    """Producers of a mineral, and the controls on it on a day."""

    slug: str
    day: str

    @classmethod
    def of(cls, slug: str, day: str) -> Producing:
        """Read what is on record.

        Raises
        ------
        NoData
            If there is nothing.
        """
        found = cls(slug, day)
        found._refuse_if_empty()
        return found

    def _refuse_if_empty(self) -> None:
        """Raise `NoData` if there is neither a producer nor a control."""
        if not self.tables and not self.measures and not self.beside:
            raise NoData(
                f"no data for {self.slug}: no bundled source has its output by country, and no "
                "export control names it"
            )

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Shares of output by stage, where a source has any."""
        if self._both is None:
            return {}
        found = {stage: self._both.mapped(partial(_at_stage, stage)) for stage in STAGES}
        return {s: t for s, t in found.items() if any(row.share for row in t.typed)}

    @cached_property
    def _both(self) -> Table | None:
        """Shares of both stages in one answer; None without any."""
        try:
            return share(self.slug, stage=STAGES)
        except NoData:
            return None

    @cached_property
    def measures(self) -> list[Measure]:
        """Measures that name the mineral, its group or a member: of the largest producer first."""
        kin = names.kin(self.slug)
        found = [
            measure
            for measure in bundled_tables.measures()
            if said.counts(measure, self.day)
            and not kin.isdisjoint(said.minerals_of([measure]))
            and measure.grounded_on(kin)
        ]
        return said.strictest(found, self.day, self._largest)

    @cached_property
    def beside(self) -> list[Measure]:
        """Other measures that name it: on licensing, firms or know-how, or by memory alone."""
        kin, counted_ = names.kin(self.slug), {m.measure_id for m in self.measures}
        return [
            measure
            for measure in bundled_tables.measures()
            if measure.measure_id not in counted_
            and said.on_record(measure, self.day)
            and not kin.isdisjoint(said.minerals_of([measure]))
        ]

    @cached_property
    def _largest(self) -> list[str]:
        """Producers at any stage, those with the largest share first."""
        return [*self._most]

    @cached_property
    def _most(self) -> dict[str, float]:
        """Largest share of each producer at any stage, in descending order."""
        rows = [row for table in self.tables.values() for row in table if row["rank"] is not None]
        rows.sort(key=lambda row: as_number(row["share"]) or 0.0)
        found = {str(row["iso3"]): as_number(row["share"]) or 0.0 for row in rows}
        return dict(sorted(found.items(), key=lambda pair: -pair[1]))

    @cached_property
    def changes(self) -> list[said.Change]:
        """Next dated changes of controls on it, the nearest first."""
        pages = [measure for measure in self.beside if measure.grounded]
        return said.changes([*self.measures, *pages], self.day)

    @cached_property
    def sentences(self) -> list[str]:
        """The brief in three sentences or four."""
        return [*self._made(), self._controls(), *([self.coming] if self.coming else [])]

    @property
    def coming(self) -> str:
        """Sentence on the nearest dated change; empty without a control."""
        if not self.measures and not self.changes:
            return ""
        kin = self._named(measure for change in self.changes[:1] for measure in change.measures)
        return said.next_date(self.changes, self.day, kin)

    def _made(self) -> list[str]:
        """Who leads each stage, as `critmin.share` says it."""
        if self._both is None:
            return [
                f"No bundled source says who mines or refines {lower(mineral_name(self.slug))}."
            ]
        return [self._both.summary]

    def _named(self, measures: Iterable[Measure]) -> list[str]:
        """The mineral, if the measures name it; else its group or members among theirs."""
        kin = names.kin(self.slug)
        only = [slug for slug in said.minerals_of(measures) if slug in kin]
        return [self.slug] if self.slug in only else only

    def _controls(self) -> str:
        name = lower(mineral_name(self.slug))
        too = said.beside(self.beside, self.day, names.kin(self.slug)) if self.beside else ""
        if not self.measures:
            if not too:
                return f"No control on shipments of {name} is on record."
            own = f"No ban, quota, licence or tax of its own on shipments of {name} is on record"
            return f"{own}; {too}."
        shown = self._headline()
        running = [m for m in self.measures if m not in shown and state(m, self.day) in IN_FORCE]
        are = "is" if len(running) == 1 else "are"
        tail = [f"{counted(len(running), 'more control')} {are} in force"] if running else []
        clauses = [said.holds(one, self.day, self._named([one])) for one in shown]
        return f"{capital('; '.join([*clauses, *tail, *([too] if too else [])]))}."

    def _headline(self) -> list[Measure]:
        """Strictest control of the largest producer, and a stricter one of another if any is.

        That of a country with much of the output is first, else the stricter one.
        """
        first = self.measures[0]
        strict = min(
            (m for m in self.measures if state(m, self.day) in IN_FORCE and m.target == "all"),
            key=lambda m: (said.STRICTEST.index(m.type), m.confidence == "quoted"),
            default=first,
        )
        if said.STRICTEST.index(strict.type) >= said.STRICTEST.index(first.type):
            return [first]
        much = (self._most.get(first.jurisdiction) or 0.0) > MUCH
        return [first, strict] if much else [strict, first]

    def cautions(self) -> list[Caution]:
        """Cautions of the shares, once each."""
        return [] if self._both is None else list(self._both.warnings)

    def notes(self) -> list[str]:
        """How producers are counted."""
        return ["shares are by country of the mine or plant, not of its owner"]

    def further(self, name: str, on: str) -> list[str]:
        """All producers, the controls, and the report."""
        return [
            *([f"critmin share {name} --stage {','.join(self.tables)}"] if self.tables else []),
            *([f"critmin controls {name}{on}"] if self.measures else []),
            f"critmin report {name}{on} -o {name}.html",
        ]

    def rows(self) -> list[Row]:
        """Largest producers of each stage, then the nearest changes."""
        each = EACH if len(self.tables) > 1 else ALONE
        return [
            *(row for table in self.tables.values() for row in self._producers(table, each)),
            *event_rows(self.changes),
        ]

    def _producers(self, table: Table, each: int) -> Iterator[Row]:
        ranked = [row for row in table if row["rank"] is not None][:each]
        open_ = any("residual_large" in several(row["flag"]) for row in table)
        for row in ranked:
            iso3 = str(row["iso3"])
            kin = names.kin(str(row["mineral"]))  # an ore can stand for the mineral
            own, also = (
                [
                    measure
                    for measure in every
                    if measure.jurisdiction == iso3
                    and not kin.isdisjoint(said.minerals_of([measure]))
                ]
                for every in (self.measures, self.beside)
            )
            yield Row(
                "producer",
                (str(row["mineral"]),),
                str(row["stage"]),
                _year(row["year"]),
                str(row["country"]),
                iso3,
                as_number(row["share"]),
                None,
                self._control(own, also),
                tuple(measure.measure_id for measure in [*own, *also]),
                tuple(measure.type for measure in [*own, *also]),
                None,
                None,
                codes(
                    several(row["flag"]),
                    "residual_large" if open_ else None,
                    *(flag for m in [*own, *also] for flag in m.ground_flags(kin)),
                ),
                (*several(row["source"]), *dict.fromkeys(m.source for m in [*own, *also])),
            )

    def _control(self, own: Sequence[Measure], also: Sequence[Measure]) -> str:
        """Strongest control of a producer; without any, what else is on record."""
        if own or not also:
            return said.strongest([(measure, False) for measure in own], self.day)
        if any(state(m, self.day) in IN_FORCE and m.type == said.CATALOGUE for m in also):
            return "licence-catalogue"
        return "other"


def _year(cell: Cell) -> int | None:
    return cell if isinstance(cell, int) else None
