"""Rows of `exposure`: their columns, what a narrow screen keeps of them, and their notes."""

from __future__ import annotations

from critmin.core.named_tuple import NamedTuple


class Row(NamedTuple):
    """Exposure of a buyer's imports of one form: direct, origin and controlled share."""

    mineral: str
    stage: str | None
    year: int | None
    buyer_iso3: str
    supplier_iso3: str
    imports_usd: float | None
    direct_share: float | None
    origin_share_low: float | None
    origin_share_high: float | None
    unexplained_share: float | None
    under_licence_low: float | None
    under_licence_high: float | None
    under_ban_low: float | None
    under_ban_high: float | None
    end_use_reach: bool | None
    control_status: tuple[str, ...]
    control_ids: tuple[str, ...]
    next_event: str | None
    forms_held: int | None
    forms_all: int | None
    world_share: float | None
    verified_through: str | None
    origin_stage: str | None
    period: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


# On a narrow screen keep buyer and mineral, then the shares; sources are also below the table.
WEIGHTS = {
    **dict.fromkeys(("stage", "year", "buyer_iso3"), 9),
    **dict.fromkeys(("under_licence_low", "under_licence_high"), 8),
    **dict.fromkeys(("under_ban_low", "under_ban_high"), 7),
    **dict.fromkeys(("origin_share_low", "origin_share_high"), 6),
    **dict.fromkeys(("world_share", "forms_held", "forms_all"), 5),
    **dict.fromkeys(("imports_usd",), 4),
    **dict.fromkeys(("control_status", "unexplained_share", "next_event"), 3),
    **dict.fromkeys(("end_use_reach", "origin_stage"), 2),
    **dict.fromkeys(("source", "flag", "control_ids", "verified_through"), 1),
}
NOTES = (
    "origin shares are of the buyer's supply (own output and imports), in the weight of the "
    "network, if imports mix evenly; direct shares are of imports by value: the two cannot be "
    "compared",
    "direct shares are of recorded imports of the forms with data (forms_held of forms_all); "
    "shares are by country of the mine or plant, not of its owner",
    "shares under licence or ban are law, not practice: low counts tariff codes wholly inside "
    "a control in force, high all codes that it touches",
)
BEFORE = (
    "rows with before_control are of the last whole year before the supplier's first control on "
    "record; a low share in later years is often its result"
)
EACH_DAY = "export controls are those on the last day of each month"
