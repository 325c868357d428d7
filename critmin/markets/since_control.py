"""Prices before and after a country's first export control on a mineral."""

from __future__ import annotations

from dataclasses import dataclass

from critmin.answers.builder import codes
from critmin.answers.cautions import caution
from critmin.answers.plain_values import plain
from critmin.answers.table import Caution
from critmin.core import names
from critmin.core.dates import When
from critmin.core.errors import NoData, UnknownName
from critmin.core.wording import few
from critmin.export_controls import bundled_tables
from critmin.export_controls.measure import Cover, Measure
from critmin.export_controls.state import IN_FORCE, OUTSIDE_SHARES, state
from critmin.measures.prices import Price, Series, last_before, span

# Long-standing regimes, used only if a country has no other measure.
STANDING = frozenset({"state-trading"})
TOOK_EFFECT = IN_FORCE | {"date-uncertain", "ended"}


@dataclass(frozen=True)
class Control:
    """Measure on one mineral that took effect.

    ``flags`` are warning codes for partial coverage of the mineral and for uncertain dates.
    """

    measure: Measure
    effective: When
    flags: tuple[str, ...]
    items: str

    @property
    def dated(self) -> str:
        """Measure, kind, target and dates in words."""
        m = self.measure
        whom = plain("target", m.target, {})
        return (
            f"{m.measure_id} ({m.type} towards {whom}, announced {m.announced.text}), "
            f"in effect from {self.effective.text}"
        )

    @property
    def text(self) -> str:
        """`dated`, with the items that the measure covers."""
        return f"{self.dated}, covers {self.items}"


def controller(text: str) -> str:
    """ISO3 code of a country, or id of a measure.

    Raises
    ------
    UnknownName, AmbiguousName
        For an unknown or ambiguous name.
    """
    ids = {m.measure_id.casefold(): m.measure_id for m in bundled_tables.measures()}
    if text.strip().casefold() in ids:
        return ids[text.strip().casefold()]
    try:
        return names.country(text).iso3
    except UnknownName as unknown:
        if "-" not in text:
            raise
        raise UnknownName(
            "country or measure", text, names.suggestions(text, list(ids.values()))
        ) from unknown


def first_control(slug: str, by: str) -> Control:
    """First measure of a country on a mineral that took effect, or the measure named.

    Measures on users, named firms, know-how or re-exports do not count, nor do those suspended
    before they took effect, nor those that no page with an address states, unless one is named;
    long-standing state trading, and what was in force since a day not seen before the records
    begin, count only without another measure.

    Raises
    ------
    NoData
        If there is none, with the reason.
    """
    here = [
        m
        for m in bundled_tables.measures()
        if by == m.measure_id or (by == m.jurisdiction and m.grounded)
    ]
    reaching = [(m, covers) for m in here if (covers := _covers(m, slug))]
    counted = [(m, c) for m, c in reaching if _binds_goods(m) or by == m.measure_id]
    begun = [(m, c, m.effective) for m, c in counted if m.effective is not None and _began(m)]
    firm = [found for found in begun if found[0].type not in STANDING] or begun
    first = bundled_tables.first_of(effective for _, _, effective in firm)
    if first is None:
        raise NoData(_nothing(slug, by, [m for m, _ in reaching], [m for m, _ in counted]))
    measure, covers = next((m, c) for m, c, effective in firm if effective == first.effective)
    flags = codes(_flags(measure, covers, slug), "older_control" if first.older else None)
    return Control(measure, first.effective, flags, _items(covers))


def _binds_goods(measure: Measure) -> bool:
    """Whether a measure restricts the country's own exports of goods."""
    return measure.type not in OUTSIDE_SHARES and not measure.binds_others_alone


def _covers(measure: Measure, slug: str) -> list[Cover]:
    """Items of a measure that name the mineral, its group, or members of it."""
    return [
        cover
        for cover in measure.covers
        if cover.scope == "named"
        and (cover.mineral in names.above(slug) or slug in names.above(cover.mineral))
    ]


def _began(measure: Measure) -> bool:
    """Whether it was in force on its first day, not suspended before."""
    return measure.effective is not None and state(measure, measure.effective.last) in TOOK_EFFECT


def _flags(measure: Measure, covers: list[Cover], slug: str) -> tuple[str, ...]:
    flags = [flag for flag in measure.ground_flags(names.kin(slug)) if flag]
    if all(cover.mineral != slug for cover in covers):
        in_group = any(cover.mineral in names.above(slug) for cover in covers)
        flags.append("group_measure" if in_group else "control_partial")
    if measure.effective is not None and measure.effective.precision == "day-approx":
        flags.append("date_approximate")
    return tuple(flags)


def _items(covers: list[Cover]) -> str:
    return few([c.item if c.mineral in c.item else f"{c.mineral} {c.item}".strip() for c in covers])


def _nothing(slug: str, by: str, reaching: list[Measure], counted: list[Measure]) -> str:
    """Reason why no control of a country, or not the measure named, can be used."""
    country = names.countries().get(by)
    name = country.name if country else by
    if not reaching:
        return f"no export control of {name} on {slug} is on record"
    if not counted:
        ids = ", ".join(m.measure_id for m in reaching)
        return (
            f"no control of {name} on its exports of {slug} is on record; {ids} restrict users, "
            "know-how, exporters or re-exports"
        )
    ids = ", ".join(m.measure_id for m in counted)
    return f"no control of {name} on {slug} took effect: {ids} (suspended first, or undated)"


def base_of(series: Series, control: Control) -> Price | None:
    """Last price of a period that ended before the control began; None if no later one exists."""
    base = last_before(series, control.effective.first)
    newest = series.priced[-1]
    return base if base is not None and newest.period > base.period else None


def marks(price: Price, control: Control) -> tuple[str, ...]:
    """Warning codes of a period in which a control began or may have begun."""
    when, own = control.effective, span(price.period)
    if not (own.first <= when.last[:7] and own.last >= when.first[:7]):
        return ()
    inside = own.first <= when.first[:7] and when.last[:7] <= own.last
    return ("control_begins",) if inside else ("date_uncertain",)


def before_and_after(name: str, series: Series, control: Control, base: Price) -> Caution:
    """Change of a price since a control.

    Parameters
    ----------
    name : str
        The mineral and its form.
    series : Series
        Prices with at least one figure later than the base.
    control : Control
        The control.
    base : Price
        The last price before it, as `base_of` gives it.

    Returns
    -------
    Caution
        The price before, the newest, its change, and the lowest and highest after the control.
    """
    newest = series.priced[-1]
    after = [price for price in series.priced if price.period > base.period]
    low, high = min(after, key=_value), max(after, key=_value)
    return caution(
        "since_control",
        name=name,
        control=control.text,
        unit=series.unit,
        before=_value(base),
        base=base.period,
        after=_value(newest),
        newest=newest.period,
        change=_value(newest) / _value(base) - 1,
        lowest=_value(low),
        low=low.period,
        highest=_value(high),
        high=high.period,
    )


def _value(one: Price) -> float:
    return one.value or 0.0
