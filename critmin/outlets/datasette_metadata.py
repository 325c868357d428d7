"""Metadata of an export for Datasette: titles, licences, sources and the meaning of columns."""

from __future__ import annotations

import json
from typing import Any

from critmin.core import sources
from critmin.core.sources import Source
from critmin.outlets.catalogue import Content
from critmin.outlets.contents import contents_alone
from critmin.outlets.views import views


def metadata(name: str) -> str:
    """Metadata of a database as JSON.

    Parameters
    ----------
    name : str
        Name of the database: that of the file without its suffix.
    """
    tables: dict[str, Any] = {content.name: _table(content) for content in contents_alone()}
    for view in views():
        tables[view.name] = {"description": view.meaning}
    found = {
        "title": "critmin: tidy tables of critical-mineral supply",
        "description": "Each table names its sources and licences; the table sources cites them.",
        "license": "each source has its own, named with each table",
        "databases": {name: {"tables": tables}},
    }
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def _table(content: Content) -> dict[str, Any]:
    known = sources.editions()
    used = [known[id_] for id_ in content.sources if id_ in known]
    licences = dict.fromkeys(file.licence for file in content.files if file.licence)
    return {
        "description": content.title,
        "license": "; ".join(licences) or "CC0-1.0",
        "source": "; ".join(map(_cited, used)) or "critmin",
        **({"source_url": used[0].url} if len(used) == 1 and used[0].url else {}),
        "columns": {field.name: field.description for field in content.fields},
    }


def _cited(source: Source) -> str:
    return f"{source.citation} ({source.id})"
