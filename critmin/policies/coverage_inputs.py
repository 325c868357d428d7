"""What coverage stands on: definitions, minerals, market values, China's shares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from critmin.answers.table import Caution
from critmin.policies import coverage_values, reach
from critmin.policies.coverage_measures import Definition, Reach, belongs, dependent, overlaps
from critmin.policies.query import few
from critmin.policies.register import SOURCE
from critmin.supply.one_country import Held, shares_of

LISTS = "lists@2026"
CHINA = "CHN"
STAGES = ("mining", "refining")
THRESHOLD = 0.5
MOST = 0.5  # part of the value of a class from which it is said to be one mineral's


@dataclass(frozen=True)
class Ground:
    """What all three views stand on: definitions, days, minerals, values, China's shares."""

    definitions: tuple[Definition, ...]
    days: tuple[str, ...]
    years: tuple[int, ...] = field(default=())
    file: str | None = None
    way: str = "output"

    def of_kind(self, *kinds: str) -> list[Definition]:
        """Definitions of some kinds."""
        return [definition for definition in self.definitions if definition.kind in kinds]

    @cached_property
    def minerals(self) -> list[str]:
        """All minerals in question."""
        return reach.universe(self.definitions, self.days)

    @cached_property
    def year(self) -> int | None:
        """Year of the market values."""
        return coverage_values.market_year(self.years, self.way, self.minerals)

    @cached_property
    def values(self) -> dict[str, coverage_values.Value]:
        """Market value by mineral."""
        return {
            slug: coverage_values.value_of(
                slug, self.year, self.way, self.minerals, self.definitions
            )
            for slug in self.minerals
        }

    @cached_property
    def usd(self) -> dict[str, float | None]:
        """Market value in USD by mineral."""
        return {slug: value.usd for slug, value in self.values.items()}

    @cached_property
    def china(self) -> dict[str, dict[str, Held]]:
        """China's share by stage and mineral, the newest there is."""
        return {stage: shares_of(self.minerals, stage, CHINA) for stage in STAGES}

    @cached_property
    def reaches(self) -> dict[tuple[str, str], dict[str, Reach]]:
        """Reach by definition and day, then mineral, as far as asked: classes share minerals."""
        return {}

    @cached_property
    def threshold(self) -> tuple[float, tuple[str, ...]]:
        """The share above which a mineral is China-dependent, and the stages that count."""
        found = self.of_kind("china")
        if not found:
            return THRESHOLD, STAGES
        return float(found[0].first("above", str(THRESHOLD))), found[0].rules.get("stage", STAGES)

    def dependent(self, slug: str) -> bool | None:
        """Whether a mineral is China-dependent; None where no share is known."""
        above, stages = self.threshold
        return dependent([self.china[stage][slug].share for stage in stages], above)

    def members(self, definition: Definition, wanted: Sequence[str] = ()) -> list[str]:
        """Minerals of a class, of those wanted."""
        return [
            slug
            for slug in self.minerals
            if (not wanted or slug in wanted) and belongs(reach.traits(slug), definition)
        ]

    def reached(
        self, definition: Definition, day: str, minerals: Iterable[str]
    ) -> Mapping[str, Reach]:
        """Reach by mineral on a day."""
        known = self.reaches.setdefault((definition.id, day), {})
        for slug in minerals:
            if slug not in known:
                known[slug] = reach.reach(definition, slug, day)
        return known

    @property
    def base(self) -> tuple[str, ...]:
        """Sources of every row: acts and awards, lists, and the user's definitions."""
        return (SOURCE, LISTS, *((f"file:{self.file}",) if self.file is not None else ()))

    def sources(self, minerals: Iterable[str]) -> str:
        """Sources of what is said of some minerals."""
        found = list(self.base)
        for slug in minerals:
            found += self.values[slug].sources
            found += [held.source for stage in self.china.values() if (held := stage[slug]).source]
        return ";".join(dict.fromkeys(found))

    def cautions(self, wanted: Sequence[str]) -> list[Caution]:
        """What is left out of shares, and classes that are not what they say."""
        shown = [slug for slug in self.minerals if not wanted or slug in wanted]
        without = [slug for slug in shown if self.usd[slug] is None]
        said = []
        if without:
            reasons = {self.values[slug].reason for slug in without} - {""}
            why = f"; {'; '.join(sorted(reasons))}" if reasons else ""
            said.append(
                Caution(
                    "value_missing",
                    f"{len(without)} of {len(shown)} minerals have no market "
                    f"value and are in no share of it: {', '.join(without)}{why}",
                )
            )
        exclusive = {
            d.id: self.members(d)
            for d in self.of_kind("class")
            if d.first("set", "overlapping") == "exclusive"
        }
        for mineral, homes in overlaps(exclusive).items():
            text = f"{mineral} is in {' and '.join(homes)}, which are said to be exclusive"
            said.append(Caution("classes_overlap", text))
        unknown = [slug for slug in shown if self.dependent(slug) is None]
        if unknown:
            said.append(
                Caution("china_unknown", f"China's share is not known of {few(unknown, 12)}")
            )
        said += self._half_known(shown)
        if not wanted:
            said += self._mostly_one()
        said.append(
            Caution(
                "one_year_of_values",
                f"market values of {self.year}, China's newest shares "
                "and the lists behind the classes stand for all days: policy alone moves; "
                f"values are {coverage_values.WAYS[self.way]}",
            )
        )
        return said

    def _half_known(self, shown: Sequence[str]) -> list[Caution]:
        """Minerals called not dependent though China's share of one stage that counts is unknown.

        Not every mineral has both stages; where it has, the count of dependent ones is a
        lower bound.
        """
        half = [
            slug
            for slug in shown
            if self.dependent(slug) is False
            and any(self.china[stage][slug].share is None for stage in self.threshold[1])
        ]
        if not half:
            return []
        said = f"China's share is known at one stage alone of {few(half, 12)}"
        return [Caution("china_unknown", f"{said}: not above the threshold there")]

    def _mostly_one(self) -> list[Caution]:
        """Classes whose share of value is nearly that of one mineral: reached or not."""
        found = []
        for definition in self.of_kind("class"):
            values = {slug: self.usd[slug] or 0.0 for slug in self.members(definition)}
            largest = max(values, key=values.__getitem__, default="")
            whole = sum(values.values())
            if len(values) > 1 and values[largest] > MOST * whole:
                found.append(f"{largest} {values[largest] / whole:.0%} of {definition.id}")
        if not found:
            return []
        said = f"one mineral makes most of the value of a class: {', '.join(found)}"
        return [Caution("one_mineral_most", said)]
