"""Pure maths on plain numbers: concentration, inequality, supply risk, reliance, shocks, prices.

Nothing in this package opens a file, knows a country or rounds. Each name below is loaded from
its module when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers know this name; importing `typing` would only cost time
if TYPE_CHECKING:
    from typing import Any

    from critmin.measures.bands import BANDS, Band, band
    from critmin.measures.concentration import (
        SCALE,
        concentration_ratio,
        concentration_ratio_bounds,
        effective_number,
        hhi,
        hhi_bounds,
        hhi_rounding_error,
        normalised_hhi,
        shares,
    )
    from critmin.measures.geopolitical import (
        Imports,
        average_import_price,
        copper_equivalent,
        geopolitical_import_risk,
        geopolrisk,
        instability,
    )
    from critmin.measures.inequality import diversity, gini, rosenbluth, shannon, theil
    from critmin.measures.interval import Interval
    from critmin.measures.supply_risk import (
        apparent_consumption,
        eu_supply_risk,
        governance_weight,
        net_import_reliance,
        stock_drawdown,
        weighted_hhi,
    )

# Module to the public names that it defines.
_MODULES = {
    "concentration": (
        "SCALE",
        "shares",
        "hhi",
        "hhi_bounds",
        "hhi_rounding_error",
        "normalised_hhi",
        "concentration_ratio",
        "concentration_ratio_bounds",
        "effective_number",
    ),
    "bands": ("BANDS", "Band", "band"),
    "inequality": ("shannon", "theil", "diversity", "gini", "rosenbluth"),
    "geopolitical": (
        "Imports",
        "instability",
        "geopolitical_import_risk",
        "average_import_price",
        "geopolrisk",
        "copper_equivalent",
    ),
    "supply_risk": (
        "governance_weight",
        "weighted_hhi",
        "eu_supply_risk",
        "stock_drawdown",
        "apparent_consumption",
        "net_import_reliance",
    ),
    "interval": ("Interval",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "BANDS",
    "SCALE",
    "Band",
    "Imports",
    "Interval",
    "apparent_consumption",
    "average_import_price",
    "band",
    "concentration_ratio",
    "concentration_ratio_bounds",
    "copper_equivalent",
    "diversity",
    "effective_number",
    "eu_supply_risk",
    "geopolitical_import_risk",
    "geopolrisk",
    "gini",
    "governance_weight",
    "hhi",
    "hhi_bounds",
    "hhi_rounding_error",
    "instability",
    "net_import_reliance",
    "normalised_hhi",
    "rosenbluth",
    "shannon",
    "shares",
    "stock_drawdown",
    "theil",
    "weighted_hhi",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'critmin.measures' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"critmin.measures.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
