"""An export as SQLite, written once for all tests of this folder."""

import sqlite3
from contextlib import closing

import pytest

from critmin.outlets.export import export


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory):
    """File of the whole export, with its metadata beside."""
    path = tmp_path_factory.mktemp("export") / "critmin.sqlite"
    export(path, metadata=path.with_suffix(".json"))
    return path


@pytest.fixture(scope="session")
def base(sqlite_file):
    """Connection to the export, to read only; a row is a mapping."""
    with closing(sqlite3.connect(f"file:{sqlite_file}?mode=ro", uri=True)) as found:
        found.row_factory = sqlite3.Row
        yield found


@pytest.fixture(scope="session")
def rows(base):
    """Rows of a query as dicts."""

    def ask(query, *values):
        return [dict(row) for row in base.execute(query, values)]

    return ask
