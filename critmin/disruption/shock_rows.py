"""Rows of `shock` and their columns."""

from __future__ import annotations

from critmin.answers.columns import columns_of
from critmin.answers.table import Column
from critmin.core.named_tuple import NamedTuple
from critmin.disruption.scenario import Stop


class Row(NamedTuple):
    """Loss of a buyer's imports of one form, or of output at one stage."""

    mineral: str
    stage: str | None
    year: int | None
    buyer_iso3: str
    stopped: tuple[Stop, ...]
    direct_share: float | None
    total_share_low: float | None
    total_share_high: float | None
    loss_share_low: float | None
    loss_share_high: float | None
    loss_t: float | None
    loss_usd: float | None
    days_of_cover: float | None
    under_licence_low: float | None
    under_licence_high: float | None
    under_ban_low: float | None
    under_ban_high: float | None
    output_outside_share: float | None
    others_loss_share: float | None
    loss_measure: str | None
    origin_stage: str | None
    unexplained_share: float | None
    period: str | None
    flag: tuple[str, ...]
    source: tuple[str, ...]


def columns() -> tuple[Column, ...]:
    """Columns: a narrow screen keeps buyer and mineral, then the loss; sources are below too."""
    return columns_of(
        Row,
        stage=9,
        buyer_iso3=9,
        loss_share_low=9,
        loss_share_high=9,
        loss_usd=8,
        source=1,
        flag=2,
    )
