"""Settings: defaults of options, from the environment or from the user's own file.

An option given wins over the environment, and the environment over the file
`~/.config/critmin.toml` (`XDG_CONFIG_HOME` is honoured). Nothing is read from the working folder,
and Python functions read no settings.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from critmin.answers.table import Column, Table
from critmin.core.errors import AmbiguousName, QueryError, UnknownName
from critmin.core.named_tuple import NamedTuple

FILE = "critmin.toml"


class SettingError(QueryError):
    """A setting that cannot be used; the message names the variable, or the file and the key."""


class Setting(NamedTuple):
    """Setting that holds: its value, and the variable or the file that it is from."""

    value: str
    origin: str


def _check_buyer(value: str) -> str:
    """Fault of a buyer; empty for none."""
    from critmin.core import names

    try:
        if not names.is_place(value):
            names.country_or_bloc(value)
    except (AmbiguousName, UnknownName) as error:
        return str(error)
    return ""


def _check_format(value: str) -> str:
    """Fault of a format; empty for none."""
    from critmin.answers.formats import FORMATS, meant

    text = [name for name, form in FORMATS.items() if not (form.binary or form.picture)]
    if value in text:
        return ""
    what = "needs a file, so it cannot be a default" if value in FORMATS else "is no format"
    likely = [one for one in meant(value) if one in text]
    hint = f"did you mean {likely[0]}?" if likely else f"write one of {', '.join(text)}"
    return f"{value!r} {what}; {hint}"


def _check_lake(value: str) -> str:
    """Fault of the folder of a lake; empty for none."""
    from critmin.lakes.store import own_folder

    return "" if own_folder(value).is_absolute() else f"{value!r} is no full path"


def _check_engine(value: str) -> str:
    """Fault of the name of an engine of lakes; empty for none."""
    from critmin.lakes.engine import fault_of

    return fault_of(value)


def _check_limit(value: str) -> str:
    """Fault of the limits of own tables; empty for none."""
    from critmin.user_tables.limits import read_limits

    try:
        read_limits(value)
    except QueryError as error:
        return str(error).replace("--limit is ", "")
    return ""


# The settings, with what finds the fault of a value.
CHECKS: dict[str, Callable[[str], str]] = {
    "buyer": _check_buyer,
    "format": _check_format,
    "engine": _check_engine,
    "lake": _check_lake,
    "limit": _check_limit,
}


def variable(name: str) -> str:
    """Environment variable of a setting."""
    return f"CRITMIN_{name.upper()}"


def path() -> Path | None:
    """Place of the user's file, whether or not it is there; None without a home folder."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    try:
        return (folder if folder.is_absolute() else Path.home() / ".config") / FILE
    except RuntimeError:
        return None


def setting(name: str) -> Setting | None:
    """The setting that holds for a name; None if it is set nowhere.

    Raises
    ------
    SettingError
        For a value, a key or a file that cannot be used.
    """
    value, origin, place = os.environ.get(variable(name), ""), variable(name), variable(name)
    if not value:
        file = path()
        found = None if file is None else _of_file(file).get(name)
        if found is None:
            return None
        value, origin, place = found, str(file), f"{file}: {name}"
    fault = CHECKS[name](value)
    if fault:
        raise SettingError(f"{place}: {fault}")
    return Setting(value, origin)


def trade_of(given: str | None) -> str | None:
    """Trade data that are asked: ``lake`` is the lake of the settings, where one is set."""
    found = setting("lake") if given == "lake" else None
    return given if found is None else found.value


def engine_of(given: str | None, trade: str | None) -> str | None:
    """Engine that reads a lake: the one given, else that of the settings; None without a lake."""
    if given is not None or trade in {None, "sample"}:
        return given
    found = setting("engine")
    return None if found is None else found.value


def limits(given: list[str] | None, data: Any) -> list[str]:
    """Limits of a table: those of the settings, and after them those given, which win.

    Without a table what is given is looked at all the same: ``--limit 5`` means ``--top 5``.
    """
    if given:
        from critmin.user_tables.limits import read_limits

        if counts := [one for one in given if one.strip().isdecimal()]:
            raise QueryError(
                f"--limit is {counts[0]!r}: it is NAME=NUMBER, of what is read of your table, as "
                "rows=2M; did you mean --top?"
            )
        read_limits(given)
    found = None if data is None else setting("limit")
    return [*([found.value] if found else []), *(given or [])]


def fill(given: dict[str, Any]) -> None:
    """Set what the settings say of a question's own table and of its trade data."""
    if "limit" in given:
        given["limit"] = limits(given["limit"], given.get("data", given.get("file")))
    if "trade" in given:
        given["engine"] = engine_of(given["engine"], given["trade"])
        given["trade"] = trade_of(given["trade"])


@cache
def _of_file(file: Path) -> dict[str, str]:
    """Settings of a file; none if there is no file."""
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise SettingError(f"{file} cannot be read: {error.strerror}") from error
    import tomllib

    try:
        found = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:  # of the encoding, or of TOML
        raise SettingError(f"{file} is not valid TOML: {error}") from error
    return {key: _text(file, key, value) for key, value in found.items()}


def _text(file: Path, key: str, value: Any) -> str:
    if key not in CHECKS:
        raise SettingError(f"{file}: {key}: no such setting; known: {', '.join(CHECKS)}")
    if not isinstance(value, str) or not value.strip():
        example = {"buyer": "japan", "format": "json", "limit": "rows=2M"}.get(key, "builtin")
        raise SettingError(f'{file}: {key}: write a text in quotes, as {key} = "{example}"')
    return value


def _state(file: Path | None) -> str:
    try:
        return "read" if file is not None and file.is_file() else "not there"
    except OSError as error:
        return f"not read: {error.strerror}"


class Row(NamedTuple):
    """Setting as `critmin config` shows it."""

    name: str
    value: str | None
    from_: str


def listed() -> Table:
    """All settings with what holds and from where, or what is wrong, as a table."""
    from critmin.answers.builder import answer

    rows = []
    for name in CHECKS:
        try:
            found = setting(name)
            origin = "not set" if found is None else found.origin
        except SettingError as error:
            found, origin = None, f"not used: {error}"
        rows.append(Row(name, None if found is None else found.value, origin))
    file = path()
    rows.append(Row("file", None if file is None else str(file), _state(file)))
    columns = (
        Column("name", description="Setting", weight=9),
        Column("value", description="What holds", weight=9),
        Column("from", description="Variable or file that sets it", weight=9),
    )
    return answer(rows, columns, query={"command": "config"}, cited=())
