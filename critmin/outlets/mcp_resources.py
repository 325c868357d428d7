"""Bundled tables that explain answers, as resources of the server of tools. No other file."""

from __future__ import annotations

from critmin.core.errors import QueryError
from critmin.core.files import content
from critmin.core.named_tuple import NamedTuple

CSV = "text/csv"


class Explaining(NamedTuple):
    """Bundled table that explains answers: its name, its file and what it holds."""

    name: str
    file: str
    description: str

    @property
    def uri(self) -> str:
        """Address of the resource."""
        return f"critmin://{self.name}"


TABLES = (
    Explaining("sources", "sources.csv", "Sources with publisher, edition, citation and licence"),
    Explaining("warnings", "warnings.csv", "Codes of flags and cautions: level and meaning"),
    Explaining("columns", "columns.csv", "Columns of the answers: type, unit and meaning"),
    Explaining("minerals", "minerals.csv", "Minerals with their names, groups and meanings"),
)


def table_at(uri: str) -> str:
    """Content of a resource as CSV.

    Raises
    ------
    QueryError
        For another address.
    """
    for one in TABLES:
        if one.uri == uri:
            return content(one.file).decode("utf-8")
    raise QueryError(f"there is no such resource: use {' or '.join(one.uri for one in TABLES)}")
