"""critmin: critical-mineral supply analysis over bundled, sourced tables.

Questions are functions with the names of the commands. They take names as people type them and
return a `Table`: ``critmin.share("lithium", stage="refining")``. Questions by group:

Start here
    brief, share, exposure, controls, report, site
Supply
    hhi, trend, reserves, compare
Trade and dependence
    dependency, via, screen, reliance, risk
Controls and shocks
    shock, effect, events, agreements
Prices, uses, policy
    price, market, technology, demand, lists, policy
    (policy_acts, policy_awards, policy_coverage, policy_dpa, policy_meti)
The paper
    figure, figure_notes, claims
Your own data
    suppliers, check; share, hhi and trend with data=
    lake_add, lake_list, lake_check, lake_remove
About
    minerals, sources, cite, tables, export

A `Table` has rows, columns with units, sources and warnings: ``table["share"]``, ``table.summary``,
``table.to_pandas()``, ``to_polars``, ``to_arrow``, ``to_parquet``, ``to_csv``, ``to_json``. Every
error is a `CritminError` and says what to write instead. Pure measures are in `critmin.measures`
and take plain numbers. Each name is loaded when it is first used.
"""

from __future__ import annotations

import os.path as _path

__version__ = "0.1.0"

# In a checkout that is not installed, cli/ is next to this package instead of in it.
_HERE = _path.dirname(_path.abspath(__file__))
if not _path.isdir(_path.join(_HERE, "cli")):  # pragma: no cover
    __path__.append(_path.dirname(_HERE))

TYPE_CHECKING = False  # type checkers know this name; importing `typing` would only cost time
if TYPE_CHECKING:  # the names of _PUBLIC again, only for type checkers
    from typing import Any

    from critmin import measures as measures
    from critmin.about.minerals import minerals as minerals
    from critmin.about.sources import cite as cite
    from critmin.about.sources import sources as sources
    from critmin.about.tables import tables as tables
    from critmin.answers.table import Table as Table
    from critmin.atlas.report import report as report
    from critmin.atlas.site import site as site
    from critmin.briefs.brief import brief as brief
    from critmin.clean_products.demand import demand as demand
    from critmin.company.suppliers import suppliers as suppliers
    from critmin.comparisons.compare import compare as compare
    from critmin.core.errors import AmbiguousName as AmbiguousName
    from critmin.core.errors import CritminError as CritminError
    from critmin.core.errors import DataError as DataError
    from critmin.core.errors import NoData as NoData
    from critmin.core.errors import QueryError as QueryError
    from critmin.core.errors import UnitError as UnitError
    from critmin.core.errors import UnknownName as UnknownName
    from critmin.diplomacy.agreements import agreements as agreements
    from critmin.diplomacy.events import events as events
    from critmin.disruption.exposure import exposure as exposure
    from critmin.disruption.shock import shock as shock
    from critmin.export_controls.controls import controls as controls
    from critmin.lakes.managing import lake_add as lake_add
    from critmin.lakes.managing import lake_check as lake_check
    from critmin.lakes.managing import lake_list as lake_list
    from critmin.lakes.managing import lake_remove as lake_remove
    from critmin.markets.market import market as market
    from critmin.markets.price import price as price
    from critmin.outlets.export import export as export
    from critmin.paper.claims import claims as claims
    from critmin.paper.figures import figure as figure
    from critmin.paper.figures import figure_notes as figure_notes
    from critmin.policies.acts import policy_acts as policy_acts
    from critmin.policies.acts import policy_dpa as policy_dpa
    from critmin.policies.awards import policy_awards as policy_awards
    from critmin.policies.budgets import policy_meti as policy_meti
    from critmin.policies.coverage import policy_coverage as policy_coverage
    from critmin.policies.policy import policy as policy
    from critmin.screening.effect import effect as effect
    from critmin.screening.screen import screen as screen
    from critmin.supply.check import check as check
    from critmin.supply.hhi import hhi as hhi
    from critmin.supply.reserves import reserves as reserves
    from critmin.supply.share import share as share
    from critmin.supply_risk.reliance import reliance as reliance
    from critmin.supply_risk.risk import risk as risk
    from critmin.tracing.via import via as via
    from critmin.trade.dependency import dependency as dependency
    from critmin.trade.trend import trend as trend
    from critmin.uses.lists import lists as lists
    from critmin.uses.technology import technology as technology

# Module of each public name.
_PUBLIC = {
    "AmbiguousName": "critmin.core.errors",
    "CritminError": "critmin.core.errors",
    "DataError": "critmin.core.errors",
    "NoData": "critmin.core.errors",
    "QueryError": "critmin.core.errors",
    "Table": "critmin.answers.table",
    "UnitError": "critmin.core.errors",
    "UnknownName": "critmin.core.errors",
    "agreements": "critmin.diplomacy.agreements",
    "brief": "critmin.briefs.brief",
    "check": "critmin.supply.check",
    "cite": "critmin.about.sources",
    "claims": "critmin.paper.claims",
    "compare": "critmin.comparisons.compare",
    "controls": "critmin.export_controls.controls",
    "demand": "critmin.clean_products.demand",
    "dependency": "critmin.trade.dependency",
    "effect": "critmin.screening.effect",
    "events": "critmin.diplomacy.events",
    "export": "critmin.outlets.export",
    "exposure": "critmin.disruption.exposure",
    "figure": "critmin.paper.figures",
    "figure_notes": "critmin.paper.figures",
    "hhi": "critmin.supply.hhi",
    "lake_add": "critmin.lakes.managing",
    "lake_check": "critmin.lakes.managing",
    "lake_list": "critmin.lakes.managing",
    "lake_remove": "critmin.lakes.managing",
    "lists": "critmin.uses.lists",
    "market": "critmin.markets.market",
    "minerals": "critmin.about.minerals",
    "policy": "critmin.policies.policy",
    "policy_acts": "critmin.policies.acts",
    "policy_awards": "critmin.policies.awards",
    "policy_coverage": "critmin.policies.coverage",
    "policy_dpa": "critmin.policies.acts",
    "policy_meti": "critmin.policies.budgets",
    "price": "critmin.markets.price",
    "reliance": "critmin.supply_risk.reliance",
    "report": "critmin.atlas.report",
    "reserves": "critmin.supply.reserves",
    "risk": "critmin.supply_risk.risk",
    "screen": "critmin.screening.screen",
    "share": "critmin.supply.share",
    "shock": "critmin.disruption.shock",
    "site": "critmin.atlas.site",
    "sources": "critmin.about.sources",
    "suppliers": "critmin.company.suppliers",
    "tables": "critmin.about.tables",
    "technology": "critmin.uses.technology",
    "trend": "critmin.trade.trend",
    "via": "critmin.tracing.via",
}
__all__ = sorted(_PUBLIC)
_FORMER = {"own_suppliers": "suppliers"}  # names before they were those of the commands


def __getattr__(name: str) -> Any:
    """Load a public name, or the package of measures, when it is first used."""
    from importlib import import_module

    if name == "measures":
        return import_module("critmin.measures")
    if name in _FORMER:
        import warnings

        message = f"critmin.{name} is now critmin.{_FORMER[name]}"
        warnings.warn(message, DeprecationWarning, stacklevel=2)
        name = _FORMER[name]
    if name not in _PUBLIC:
        raise AttributeError(f"module 'critmin' has no attribute {name!r}")
    # `critmin.supply.share` must not hide the function of the same name.
    value = getattr(import_module(_PUBLIC[name]), name)
    if not isinstance(value, type):
        value = import_module("critmin.declared.python_arguments").checked(value)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*__all__, "measures", "__version__", "__doc__", "__all__", "__path__"})
