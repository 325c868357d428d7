"""Write docs/licences.md: the licence of every package that critmin or an extra of it brings.

``python docs/write_licences.py`` reads the environment it runs in, which has to hold critmin with
all extras for users, in the releases of the lock file (`.ci/release` makes one). ``--check`` fails
where the page is not current.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import current
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FOR_DEVELOPERS = {"build", "dev", "docs", "release", "test"}
# Names that publishers give instead of an SPDX expression; BSD does not say how many clauses.
SPDX = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "BSD license (see license.txt for details)": "BSD",
    "Dual License": "Apache-2.0 OR BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "http://www.apache.org/licenses/LICENSE-2.0": "Apache-2.0",
}
# Open licences that put no condition on code beside them.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "HPND"),
    *("ISC", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Unlicense", "Zlib"),
}
HEAD = """# Licences of dependencies

critmin is MIT. It bundles no other program. The packages below are installed beside it, each under
its own licence; the licences of the bundled tables are in [data](data.md#licences). The extras for
developers (`build`, `dev`, `docs`, `release`, `test`) are not listed.

Made by `python docs/write_licences.py` from the metadata of the packages, in the releases of
`requirements-dev.lock`, on Linux with Python {python}. BSD: the package does not state how many
clauses. A licence that is not known to be open, or is not stated, fails the check. Packages that
only other systems need are not listed.

"""


def name_of(text: str) -> str:
    """Name of a package, written in one way.

    >>> name_of("Typing_Extensions")
    'typing-extensions'
    """
    return re.sub(r"[-_.]+", "-", text).lower()


def licence(package: str) -> str:
    """Licence of an installed package, as an SPDX expression where it is one."""
    stated = metadata.metadata(package)
    if expression := stated.get("License-Expression"):
        return str(expression)
    classes = [
        line.rpartition(" :: ")[2]
        for line in stated.get_all("Classifier") or []
        if line.startswith("License :: ") and line != "License :: OSI Approved"
    ]
    text = (stated.get("License") or "").strip()
    # A text in the place of a name is the whole licence: the classifier says which.
    given = classes or ([text] if text and "\n" not in text else [])
    return " OR ".join(dict.fromkeys(SPDX.get(one, one) for one in given)) or "not stated"


def needed(wanted: Iterator[Requirement] | list[Requirement]) -> set[str]:
    """Names of the packages that requirements bring on this system, with all they need."""
    found: set[tuple[str, str]] = set()
    left = [(one, "") for one in wanted]
    while left:
        one, extra = left.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        for part in ("", *one.extras):
            key = (name_of(one.name), part)
            if key in found:
                continue
            found.add(key)
            if key[0] != "critmin":
                left += [(Requirement(line), part) for line in metadata.requires(one.name) or []]
            elif part:
                left += [(Requirement(line), "") for line in PROJECT["optional-dependencies"][part]]
    return {name for name, _ in found} - {"critmin"}


def extras() -> dict[str, set[str]]:
    """Packages of plain critmin (under ``""``) and of each extra for users."""
    base = needed([Requirement(line) for line in PROJECT["dependencies"]])
    found = {"": base}
    for extra, lines in PROJECT["optional-dependencies"].items():
        if extra not in FOR_DEVELOPERS:
            found[extra] = needed([Requirement(line) for line in lines]) - base
    return found


def page(found: dict[str, set[str]]) -> tuple[str, list[str]]:
    """Text of the page, and the packages whose licence nobody allowed."""
    python = ".".join(map(str, sys.version_info[:2]))
    lines = ["| package | release | licence | needed by |", "|---|---|---|---|"]
    refused = []
    for name in sorted(set().union(*found.values())):
        terms = licence(name)
        users = [f"`{extra}`" if extra else "critmin" for extra in found if name in found[extra]]
        lines.append(f"| {name} | {metadata.version(name)} | {terms} | {', '.join(users)} |")
        if not set(re.split(r" (?:AND|OR|WITH) |[()]", terms)) - {""} <= ALLOWED:
            refused.append(f"{name}: {terms}")
    return HEAD.format(python=python) + "\n".join(lines) + "\n", refused


def main() -> int:
    """Write the page or check it; fail at a licence that is not among the allowed."""
    text, refused = page(extras())
    for line in refused:
        print(f"licence not known to be open: {line}")
    return current.write({ROOT / "docs" / "licences.md": text}, "write_licences.py") or int(
        bool(refused)
    )


if __name__ == "__main__":
    sys.exit(main())
