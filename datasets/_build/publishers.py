"""The builders, one a line: the module that reads an original, and what its tables are.

A publisher or subject has a folder here: its readers, and in ``labels/`` what each label of its
originals means. A builder is a module with ``build(sources, ledger, places)``, which returns
tables. To add a publisher, add its folder and its line.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from corrections import Ledger
from places import Places
from tables import TidyTable

BUILDERS = {
    "usgs.world": "USGS world tables",
    "usgs.united_states": "USGS United States tables",
    "usgs.end_uses": "USGS end uses",
    "iea.supply": "IEA supply by country",
    "iea.demand": "IEA demand",
    "iea.intensities": "IEA mineral intensities",
    "iea.market_value": "IEA market value",
    "eu.study": "EU 2023 study",
    "eu.parameters": "EU 2023 parameters",
    "wgi.governance": "World Bank governance",
    "clean_products.sales": "Electric cars sold",
    "clean_products.additions": "Solar and wind capacity added",
    "clean_products.stated": "Stated figures of clean products",
    "controls.measures": "Export controls",
    "policy.acts": "United States acts",
    "policy.awards": "United States awards",
    "policy.budgets": "Japanese budget lines",
    "policy.uses": "Uses of minerals",
    "policy.lists": "Official lists",
    "diplomacy.agreements": "Agreements on minerals",
    "diplomacy.events": "Tariffs, controls and answers",
    "trade.flows": "Trade",
    "trade.months": "Monthly trade, a sample",
    "prices.series": "Monthly prices",
    "geo.shapes": "Shapes of countries",
}
Build = Callable[[Path, Ledger, Places], list[TidyTable]]


def builder(module: str) -> Build:
    """The function that builds the tables of a module."""
    return cast(Build, import_module(module).build)
