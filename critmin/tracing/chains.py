"""Chains of a buyer: its refined supply followed to the mines, as prepared in the build.

The build follows every buyer of the years with both trade and output (chains/state.csv lists the
networks, and the reasons against the others). A network is followed anew only with shipments of
one's own, or with ``allow_gap``. Nothing here loads numpy.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from critmin.answers.cautions import caution
from critmin.answers.table import Caution
from critmin.core.errors import NoData
from critmin.core.files import part_of, parted, rows_of
from critmin.core.named_tuple import NamedTuple
from critmin.core.wording import About, listed
from critmin.measures.interval import Interval
from critmin.tracing import draws
from critmin.tracing.feed_forms import is_reckoned, not_held, unfollowed
from critmin.tracing.shares import WIDE
from critmin.tracing.stages import LIMIT, NO_FEED, Cause, Feed, Range, Supply, joined, joined_ranges
from critmin.trade.buyers import Buyer
from critmin.trade.flows import place_name
from critmin.trade.sources import asked, by_data, refuse_without_world

if TYPE_CHECKING:
    from critmin.trade.readers import Flow

STATE = "chains/state.csv"
NAMED = 3  # most causes named in a refusal
PART = 0.005  # smallest part of the supply that is named in one


# Draws of a user's own trade, made when the question is asked: 200 take half a minute a form.
FEWER_DRAWS = 40


class Status(NamedTuple):
    """Whether a form was followed to the mine, with one source of refined output.

    ``refiners`` are the countries whose refined output the source gives, ``dug`` the largest use
    of a mine's output over that output; ``reason`` says why it was not followed.
    """

    mineral: str
    form: str
    year: int
    output: str
    refiners: frozenset[str]
    dug: float | None
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    reason: str


class Chained(NamedTuple):
    """Supply of one buyer followed to the mines.

    ``output`` is the source of refined output; ``instead_of`` the preferred one, if it does not
    list the buyer. ``own`` are the codes of own shipments. ``range`` has the ranges over draws of
    what is assumed, and ``number`` how many; None with own shipments or in spite of a gap.
    """

    mineral: str
    form: str
    year: int
    supply: Supply
    output: str
    instead_of: str
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    own: frozenset[str]
    range: Range | None = None
    number: int = draws.NUMBER

    @property
    def what(self) -> str:
        """Mineral, form and year, for messages."""
        return About(self.mineral, self.form, self.year)

    @property
    def refused(self) -> bool:
        """Whether too much of the supply is followed to no mine."""
        return self.supply.unexplained > LIMIT

    def wide(self, suppliers: Collection[str]) -> bool:
        """Whether the range is too wide to tell what the suppliers dug."""
        share = self.dug(suppliers)
        return share.high - share.low > WIDE

    def dug(self, suppliers: Collection[str]) -> Interval:
        """Range of the share of the supply dug in the suppliers.

        The high end adds all that is unexplained.
        """
        if self.range is not None:
            return self.range.of(suppliers)
        dug, width = self.supply.dug, self.supply.unexplained
        low = sum(dug.get(iso3, 0.0) for iso3 in suppliers)
        return Interval(min(1.0, low), min(1.0, low + width))

    def about(self, suppliers: Collection[str], dug_in: str, buyer: str) -> Caution:
        """Sentence on the share dug in the suppliers, and the draws of its range.

        Parameters
        ----------
        suppliers : collection of str
            ISO3 of the countries of the mines.
        dug_in, buyer : str
            Their name in words, and the buyer's.
        """
        share = self.dug(suppliers)
        name = "dug_share" if self.range else "dug_share:usual"
        return caution(
            "cannot_be_told:dug" if self.wide(suppliers) else name,
            what=self.what,
            buyer=buyer,
            dug_in=dug_in,
            low=share.low,
            high=share.high,
            unexplained=self.supply.unexplained,
            number=self.number,
            seed=draws.SEED,
        )

    def refusal(self, buyer: str) -> Caution:
        """Sentence that names the part followed to no mine, where it is lost, and what is missing.

        Parameters
        ----------
        buyer : str
            Name of the buyer.
        """
        causes = [one for one in self.supply.causes() if one.share >= PART]
        parts = [self._cause(one) for one in causes[:NAMED]]
        missing = not_held(self.mineral, self.form, self.year, self.own)
        return caution(
            "feed_unseen" if missing else "feed_unseen:stocks",
            share=self.supply.unexplained,
            buyer=buyer,
            goods=f"{self.mineral} {self.form}",
            year=self.year,
            parts="; ".join(parts),
            missing=listed(missing),
        )

    def cautions(self, buyer: Buyer) -> Iterator[Caution]:
        """Cautions on the output used, on a bloc, and on feed that explains by construction."""
        if self.instead_of:
            yield caution(
                "refiners_of",
                what=self.what,
                source=self.output,
                preferred=self.instead_of,
                buyer=buyer.name,
            )
        if buyer.is_bloc:
            yield caution("members_apart", what=self.what, buyer=buyer.name)
        if is_reckoned(self.mineral, self.form):
            yield caution("feed_by_construction", what=self.what)
        if self.own:
            yield caution("own_shipments", what=self.what, codes=tuple(sorted(self.own)))

    def _cause(self, cause: Cause) -> str:
        if cause.kind == "trade":
            return f"{cause.share:.0%} is traded goods of unknown origin"
        country, feed = place_name(cause.refiner)[0], self.supply.feeds.get(cause.refiner, NO_FEED)
        if cause.kind == "mine":
            return f"{cause.share:.0%} is refined in {country} from feed of unknown origin"
        return (
            f"{cause.share:.0%} is refined in {country}, where {feed.left:,.0f} t of feed are seen "
            f"for {feed.output:,.0f} t refined"
        )


def chained(
    mineral: str,
    form: str,
    year: int,
    members: Collection[str],
    *,
    shipments: Sequence[Flow] = (),
    allow_gap: bool = False,
) -> Chained:
    """Follow a buyer's supply of a form to the mines.

    Of several sources of refined output the preferred one that lists the buyer is used; for a
    bloc, the one that lists most members.

    Parameters
    ----------
    mineral, form, year
        Slug, traded form made at refineries, year of trade and of output.
    members : collection of str
        ISO3 of the buyer; of a bloc its members, whose mean is weighed by use.
    shipments : sequence of Flow
        Own shipments of goods on the way to refineries, added to the bundled ones.
    allow_gap : bool
        Follow even if more than a fifth of the exports of a network is unexplained.

    Raises
    ------
    NoData
        If the form cannot be followed, or the buyer has no supply.
    """
    refuse_without_world(f"{mineral} {form} {year}", year)
    if asked() is not None:
        return _anew(mineral, form, year, members, shipments, allow_gap)
    known = statuses(mineral, form, year)
    good = [one for one in known if not one.reason]
    if shipments or (allow_gap and not good):
        return _anew(mineral, form, year, members, shipments, allow_gap)
    if not good:
        what = About(mineral, form, year)
        none = unfollowed(what, "no source prints output of this form by country and year")
        raise NoData(known[0].reason if known else none)
    one = _best(good, members)
    supplies = {code: found for code in sorted(members) if (found := _supply(one, code))}
    ranges = [(supply.use, _range(one, code)) for code, supply in supplies.items()]
    answer = _of(one, good[0], list(supplies.values()), ())
    return answer._replace(range=joined_ranges(ranges))


def statuses(mineral: str, form: str, year: int) -> list[Status]:
    """Status of a form and year by source of refined output, the preferred first."""
    return [
        Status(
            mineral,
            form,
            year,
            output,
            frozenset(parted(refiners)),
            float(dug) if dug else None,
            parted(sources),
            parted(flags),
            reason,
        )
        for _, of, at, output, refiners, dug, sources, flags, reason in rows_of(STATE, mineral)
        if (of, at) == (form, str(year))
    ]


def _best(good: Sequence[Status], members: Collection[str]) -> Status:
    return max(good, key=lambda one: len(one.refiners & set(members)))


def _of(
    one: Status, preferred: Status, supplies: Sequence[Supply], shipments: Sequence[Flow]
) -> Chained:
    if not supplies:
        what = About(one.mineral, one.form, one.year)
        reason = "this buyer has neither recorded imports nor output"
        raise NoData(unfollowed(what, reason))
    return Chained(
        one.mineral,
        one.form,
        one.year,
        joined(supplies),
        one.output,
        preferred.output if preferred.output != one.output else "",
        one.sources,
        one.flags,
        frozenset(flow.code for flow in shipments),
    )


def _supply(one: Status, buyer: str) -> Supply | None:
    """Prepared supply of a country; None without any."""
    refined: dict[tuple[str, str], float] = {}
    unrefined: dict[tuple[str, str], float] = {}
    use = None
    start = f"{buyer},{one.mineral},{one.form},{one.output},"
    for line in part_of(f"chains/supply_{one.year}.csv.gz", buyer):
        if not line.startswith(start):
            continue
        mine, refiner, last, share, tonnes = line.removeprefix(start).split(",")
        if tonnes:
            use = float(tonnes)
        elif refiner:
            refined[refiner, last] = float(share)
        else:
            unrefined[mine, last] = float(share)
    feeds = _feeds(one.mineral, one.form, one.year, one.output)
    used = {refiner: feeds[refiner] for refiner, _ in refined if refiner in feeds}
    return None if use is None else Supply(use, refined, unrefined, used)


def _range(one: Status, buyer: str) -> Range:
    """Prepared ranges of a country."""
    dug: dict[str, Interval] = {}
    start = f"{buyer},{one.mineral},{one.form},{one.output},"
    for line in part_of(f"chains/range_{one.year}.csv.gz", buyer):
        if line.startswith(start):
            mine, low, high = line.removeprefix(start).split(",")
            dug[mine] = Interval(float(low or 0), float(high))
    return Range(dug, dug.pop("", Interval(0.0, 0.0)))


@cache
def _feeds(mineral: str, form: str, year: int, output: str) -> Mapping[str, Feed]:
    """Prepared feed of every country that refines."""
    mines: dict[str, dict[str, float]] = {}
    amounts: dict[str, tuple[float, float]] = {}
    start = f"{mineral},{form},{output},"
    for line in part_of(f"chains/feed_{year}.csv.gz", mineral):
        if not line.startswith(start):
            continue
        refiner, mine, share, left, made = line.removeprefix(start).split(",")
        if mine:
            mines.setdefault(refiner, {})[mine] = float(share)
        else:
            amounts[refiner] = float(left), float(made)
    return {iso3: Feed(*both, mines.get(iso3, {})) for iso3, both in amounts.items()}


def _anew(
    mineral: str,
    form: str,
    year: int,
    members: Collection[str],
    shipments: Sequence[Flow],
    allow_gap: bool,
) -> Chained:
    """Follow a form with own shipments, or in spite of a gap."""
    from critmin.tracing import chain_network

    good: list[Status] = []
    supplies: dict[str, Mapping[str, Supply]] = {}
    reasons: list[str] = []
    for output in chain_network.outputs(mineral, form, year):
        try:
            found = chain_network.chains(
                mineral, form, year, output=output, shipments=shipments, allow_gap=allow_gap
            )
        except NoData as reason:
            reasons.append(str(reason))
            continue
        good.append(
            Status(
                mineral,
                form,
                year,
                found.output,
                found.refiners,
                found.dug,
                found.sources,
                found.flags,
                "",
            )
        )
        supplies[found.output] = found.supplies
    if not good:
        raise NoData(reasons[0])
    one = _best(good, members)
    own = {code: supplies[one.output][code] for code in members if code in supplies[one.output]}
    answer = _of(one, good[0], list(own.values()), shipments)
    if shipments or allow_gap:  # what the user assumes is in no draw
        return answer
    drawn = _drawn(mineral, form, year, one.output)
    ranges = [(supply.use, drawn[code]) for code, supply in own.items() if code in drawn]
    if len(ranges) < len(own):
        return answer
    return answer._replace(range=joined_ranges(ranges), number=FEWER_DRAWS)


@by_data
def _drawn(mineral: str, form: str, year: int, output: str) -> Mapping[str, Range]:
    """Ranges of every buyer in a user's own trade: the first draws of those of the build."""
    from critmin.tracing import chain_draws

    return chain_draws.ranges(mineral, form, year, output, FEWER_DRAWS)
