"""What a bug report needs: versions, the bundled data, the terminal, completion, settings."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from critmin import __version__
from critmin.answers.builder import answer
from critmin.answers.table import Column, Table
from critmin.core.files import CHECKSUMS
from critmin.core.named_tuple import NamedTuple

from . import settings

OK, INFO, FAILED = "ok", "info", "failed"
FOR_DEVELOPERS = {"build", "dev", "test"}  # extras that users do not need
SHOWN = 5  # names of tables in one message
# Where the script of each shell is kept, and the file that may load it instead.
SCRIPTS = {
    "bash": (
        "~/.local/share/bash-completion/completions/critmin",
        "/usr/local/share/bash-completion/completions/critmin",
        "/usr/share/bash-completion/completions/critmin",
    ),
    "zsh": (
        "~/.zfunc/_critmin",
        "/usr/local/share/zsh/site-functions/_critmin",
        "/usr/share/zsh/site-functions/_critmin",
        "/usr/share/zsh/vendor-completions/_critmin",
    ),
    "fish": (
        "~/.config/fish/completions/critmin.fish",
        "/usr/share/fish/vendor_completions.d/critmin.fish",
    ),
}
STARTED = {
    "bash": ("~/.bashrc", "~/.bash_profile"),
    "zsh": ("~/.zshrc",),
    "fish": ("~/.config/fish/config.fish",),
}


class Row(NamedTuple):
    """A check: its result, what was found, and what to do."""

    check: str
    status: str
    found: str
    advice: str | None = None


def _columns() -> tuple[Column, ...]:
    return (
        Column("check", description="What was looked at", weight=9),
        Column("status", description="ok, info (nothing is wrong) or failed", weight=9),
        Column("found", description="What was found", weight=9),
        Column("advice", description="What to do", weight=9),
    )


def doctor() -> tuple[Table, int]:
    """Check the installation.

    Returns
    -------
    Table
        One row for each check.
    int
        Exit code: 1 if a check failed.
    """
    rows = [*_versions(), *_data(), *_terminal(), _completion(), _settings()]
    table = answer(rows, _columns(), query={"command": "doctor"}, cited=())
    return table, int(any(row.status == FAILED for row in rows))


def _versions() -> Iterator[Row]:
    """Versions of critmin, Python and the packages that critmin needs or can use."""
    import platform
    from importlib import metadata

    yield Row("critmin", OK, f"{__version__}, {Path(__file__).parent.parent}")
    yield Row("python", OK, f"{platform.python_version()}, {platform.platform(terse=True)}")
    try:
        wanted = metadata.requires("critmin") or []
    except metadata.PackageNotFoundError:
        yield Row("packages", INFO, "run from a checkout that is not installed")
        return
    for line in wanted:
        name, extra = _requirement(line)
        if extra in FOR_DEVELOPERS or name == "critmin":
            continue
        try:
            yield Row(name, OK, metadata.version(name))
        except metadata.PackageNotFoundError:
            missing = f"pip install 'critmin[{extra}]'" if extra else f"pip install {name}"
            yield Row(name, INFO if extra else FAILED, "not installed", missing)


def _requirement(line: str) -> tuple[str, str]:
    """Name of a required package, and the extra that asks for it.

    >>> _requirement('openpyxl>=3.1; extra == "xlsx"'), _requirement("typer<0.29,>=0.26")
    (('openpyxl', 'xlsx'), ('typer', ''))
    """
    name = re.match(r"[\w.-]+", line)
    extra = re.search(r"extra == \W(\w+)", line)
    return (name[0] if name else line, extra[1] if extra else "")


def _data() -> Iterator[Row]:
    """Edition of the data, and the checksum of every bundled table."""
    from critmin.core import sources

    yield Row("data edition", OK, sources.data_edition())
    wrong, count = _unlike_recorded()
    found = f"{count - len(wrong)} of {count} as recorded"
    if not wrong:
        yield Row("tables", OK, found)
        return
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    names = f"; changed or missing: {', '.join(wrong[:SHOWN])}{more}"
    yield Row("tables", FAILED, found + names, "install critmin again")


def _folder() -> Path:
    """Folder of the bundled tables."""
    from critmin.core.files import data_dir

    return data_dir()


def _unlike_recorded() -> tuple[list[str], int]:
    """Tables that are not as datapackage.json and checksums.csv say, and the number of tables."""
    import json
    import zlib
    from hashlib import sha256

    folder = _folder()
    recorded = json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]
    sha256s = {table["path"]: table["hash"] for table in recorded}
    lines = (folder / CHECKSUMS).read_text("utf-8").splitlines()[1:]
    sums = {path: rest for path, _, rest in (line.partition(",") for line in lines)}
    wrong = []
    for path in sorted({*sha256s, *sums}):
        file = folder / path
        found = file.read_bytes() if file.is_file() else b""
        whole = sha256s.get(path) in {None, f"sha256:{sha256(found).hexdigest()}"}
        if not whole or sums.get(path) != f"{len(found)},{zlib.crc32(found):08x}":
            wrong.append(path)
    return wrong, len({*sha256s, *sums})


def _terminal() -> Iterator[Row]:
    """Width, colour and encoding of stdout."""
    import shutil

    watched = sys.stdout.isatty()
    dull = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    colour = "colour" if (watched and not dull) or os.environ.get("FORCE_COLOR") else "no colour"
    width = f"{shutil.get_terminal_size().columns} columns" if watched else "no terminal"
    yield Row("stdout", OK if watched else INFO, f"{width}, {colour}")
    encoding = (getattr(sys.stdout, "encoding", None) or "unknown").lower()
    good = encoding.replace("-", "") == "utf8"
    advice = None if good else "set PYTHONUTF8=1; files are written in UTF-8 in any case"
    yield Row("encoding", OK if good else INFO, encoding, advice)


def _completion() -> Row:
    """Whether the script of the user's shell is in one of its usual places."""
    shell = Path(os.environ.get("SHELL", "")).name
    if shell not in SCRIPTS:
        return Row("completion", INFO, f"shell {shell or 'unknown'}", "critmin completion --help")
    for place in map(_place, SCRIPTS[shell]):
        if place is not None and _is_file(place):
            return Row("completion", OK, f"{shell}: {place}")
    for place in map(_place, STARTED[shell]):
        if place is not None and "critmin completion" in _text(place):
            return Row("completion", OK, f"{shell}: {place}")
    advice = f"critmin completion {shell} > {SCRIPTS[shell][0]}"
    return Row("completion", INFO, f"{shell}: no script found", advice)


def _place(text: str) -> Path | None:
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return None


def _is_file(place: Path) -> bool:
    try:
        return place.is_file()
    except OSError:  # a name that is too long, or may not be looked at
        return False


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _settings() -> Row:
    """Whether all settings can be used."""
    found, faults = [], []
    for name in settings.CHECKS:
        try:
            found += [name] if settings.setting(name) is not None else []
        except settings.SettingError as error:
            faults.append(str(error))
    if faults:
        return Row("settings", FAILED, "; ".join(dict.fromkeys(faults)), "critmin help settings")
    return Row("settings", OK, ", ".join(found) or "none")
