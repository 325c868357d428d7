"""Statements that make the tables of an export, in SQL that SQLite and DuckDB both read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from critmin.outlets.catalogue import INTEGER, REAL, TEXT, Content

SAME = {TEXT: "TEXT", INTEGER: "INTEGER", REAL: "REAL"}
WIDE = {TEXT: "TEXT", INTEGER: "BIGINT", REAL: "DOUBLE"}  # DuckDB's own INTEGER has 32 bits


def quoted(name: str) -> str:
    """A name as an identifier."""
    return f'"{name}"'


def table_statement(
    content: Content,
    *,
    types: Mapping[str, str] = SAME,
    keys: bool = True,
    to_itself: bool = True,
    end: str = "",
) -> str:
    """Statement that makes a table with its types, and with its key and references.

    Parameters
    ----------
    content : Content
        The table.
    types : mapping of str to str
        Names of the types in the engine.
    keys : bool
        Whether it has a key and references.
    to_itself : bool
        Whether it may refer to its own rows.
    end : str
        What follows the columns.
    """
    required = dict.fromkeys(content.key, " NOT NULL")
    parts = [
        f"{quoted(field.name)} {types[field.type]}{required.get(field.name, '')}"
        for field in content.fields
    ]
    if content.key and keys:
        parts.append(f"PRIMARY KEY ({', '.join(map(quoted, content.key))})")
    for field in content.fields if keys else ():
        parent, _, column = field.refers_to.partition(".")
        if parent and (to_itself or parent != content.name):
            name, there = quoted(field.name), f"{quoted(parent)} ({quoted(column)})"
            parts.append(f"FOREIGN KEY ({name}) REFERENCES {there}")
    body = ",\n  ".join(parts)
    return f"CREATE TABLE {quoted(content.name)} (\n  {body}\n){end}"


def indexes(content: Content) -> Iterator[str]:
    """Statements that make the indexes of a table; one over several columns names them by ``+``."""
    for named in content.indexed:
        columns = named.split("+")
        yield (
            f"CREATE INDEX {quoted('_'.join([content.name, *columns]))} "
            f"ON {quoted(content.name)} ({', '.join(map(quoted, columns))})"
        )
