"""What a bug report needs: versions, the bundled data, the terminal, completion, settings."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from critmin import __version__
from critmin.answers.builder import answer
from critmin.answers.table import Column, Table
from critmin.core import files
from critmin.core.errors import DamagedTable
from critmin.core.named_tuple import NamedTuple

from . import settings

OK, INFO, FAILED = "ok", "info", "failed"
FOR_DEVELOPERS = {"build", "dev", "docs", "release", "test"}  # extras that users do not need
AGAIN = "install critmin again"
SHOWN = 5  # names of tables in one message
RELEASED = "compare with the sha256 of the release's tables.sha256"
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
    """Edition of the data, and the checksums of all bundled files and of all that is installed."""
    from critmin.core import sources

    try:
        yield Row("data edition", OK, sources.data_edition())
    except DamagedTable:
        yield Row("data edition", FAILED, "not known", AGAIN)
    yield (tables := _compared("tables", "as recorded", *_unlike_recorded()))
    if tables.status == OK:
        yield Row("hash of tables", OK, _hash_of_tables(), RELEASED)
    wrong, count = _unlike_installed()
    if count:
        yield _compared("files", "as installed", wrong, count)


def _compared(what: str, how: str, wrong: Sequence[str], count: int) -> Row:
    found = f"{count - len(wrong)} of {count} {how}"
    if not wrong:
        return Row(what, OK, found)
    more = f" and {len(wrong) - SHOWN} more" if len(wrong) > SHOWN else ""
    names = f"; changed or missing: {', '.join(wrong[:SHOWN])}{more}"
    return Row(what, FAILED, found + names, AGAIN)


def _folder() -> Path:
    """Folder of the bundled files."""
    return files.data_dir()


def _unlike_recorded() -> tuple[list[str], int]:
    """Bundled files that are not as checksums.csv and datapackage.json say, and their number.

    The list of checksums is compared with its SHA-256 in the program. Where it is another, no
    file can be said to be whole.
    """
    import json
    import zlib
    from hashlib import sha256

    sums_list = _bytes(_folder() / files.CHECKSUMS)
    if sha256(sums_list).hexdigest() != files.LISTED_SHA256:
        return [files.CHECKSUMS], 1
    wrong, found = [], {}
    lines = sums_list.decode("utf-8").splitlines()[1:]
    for path, _, sums in (line.partition(",") for line in lines):
        found[path] = content = _bytes(_folder() / path)
        if sums != f"{len(content)},{zlib.crc32(content):08x}":
            wrong.append(path)
    if "datapackage.json" not in wrong:
        for table in json.loads(found["datapackage.json"])["resources"]:
            digest = sha256(found.get(table["path"], b"")).hexdigest()
            if table["hash"] != f"sha256:{digest}" and table["path"] not in wrong:
                wrong.append(table["path"])
    return sorted(wrong), len(found) + 1


def _unlike_installed() -> tuple[list[str], int]:
    """Files of critmin that are not as the installer has recorded them, and their number.

    A checkout, or an installation that leads to one, has no such record of its files.
    """
    from base64 import urlsafe_b64encode
    from hashlib import sha256
    from importlib import metadata

    try:
        recorded = metadata.files("critmin") or []
    except metadata.PackageNotFoundError:
        return [], 0
    known = [(file, file.hash) for file in recorded if file.parts[0] == "critmin" and file.hash]
    wrong = []
    for file, of in known:
        digest = urlsafe_b64encode(sha256(_bytes(Path(str(file.locate())))).digest()).decode()
        if of.mode != "sha256" or of.value != digest.rstrip("="):
            wrong.append(str(file))
    return wrong, len(known)


def _bytes(file: Path) -> bytes:
    """Content of a file; none if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def hashes(folder: Path) -> str:
    """List the SHA-256 of every recorded table and of both records, as ``sha256sum`` prints it.

    A release carries this list as tables.sha256.

    Parameters
    ----------
    folder : Path
        Folder of the bundled tables.

    Returns
    -------
    str
        One line a file, sorted by path.
    """
    from hashlib import sha256

    lines = _bytes(folder / files.CHECKSUMS).decode("utf-8").splitlines()[1:]
    paths = {files.CHECKSUMS, "datapackage.json", *(line.partition(",")[0] for line in lines)}
    return "".join(
        f"{sha256(_bytes(folder / path)).hexdigest()}  {path}\n" for path in sorted(paths)
    )


def _hash_of_tables() -> str:
    """SHA-256 of the list of hashes: one value for all bundled tables."""
    from hashlib import sha256

    return sha256(hashes(_folder()).encode()).hexdigest()


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
