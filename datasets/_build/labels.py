"""Label tables: what each label of an original means here.

The label tables of a publisher lie in its folder, ``<folder>/labels/<name>.csv``. They cover
their original completely: a label without a line, or a line without a label, stops the build.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from pathlib import Path

from tables import BuildError, RawRow, read_rows

HERE = Path(__file__).resolve().parent
REVIEW = "policy/review/policy_corrections.csv"
ADDRESS = re.compile(r"(?:https?://|github\.com/)\S+(?: docs/\S+)?")


def label_rows(folder: str, name: str) -> list[RawRow]:
    """Rows of ``<folder>/labels/<name>.csv``."""
    return read_rows(HERE / folder / "labels" / f"{name}.csv", encoding="utf-8")


def one_of(what: str, text: str, known: Collection[str]) -> str:
    """The text, if the closed vocabulary has it; else the build stops."""
    if text not in known:
        raise BuildError(f"{what}: unknown value {text!r}; known: {', '.join(known)}")
    return text


def refuse_repeats(where: str, keys: Iterable[Hashable]) -> None:
    """Stop at a key that occurs twice: nothing is added up silently."""
    repeats = [str(key) for key, times in Counter(keys).items() if times > 1]
    if repeats:
        raise BuildError(f"{where}: more than once: {', '.join(repeats[:5])}")


def must_match(where: str, found: Iterable[Hashable], labelled: Iterable[Hashable]) -> None:
    """Stop unless the keys of an original and those of its label table are the same."""
    have, known = set(found), set(labelled)
    if have != known:
        raise BuildError(
            f"{where}: not labelled: {sorted(map(str, have - known))}; "
            f"labelled and not there: {sorted(map(str, known - have))}"
        )


def parts(cell: str) -> tuple[str, ...]:
    """Values of a cell with semicolons between them."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def addresses(*cells: str) -> tuple[str, ...]:
    """Web addresses in cells of evidence; remarks beside them are left out."""
    found = (ADDRESS.search(part) for cell in cells for part in cell.split(" ; "))
    return tuple(dict.fromkeys(match[0].rstrip(".,;") for match in found if match))


def listed_addresses(cell: str) -> tuple[str, ...]:
    """Addresses of a cell of our own, all of it kept."""
    return tuple(cell.split(" ; "))


def check_review(
    where: str, files: Collection[str], remarks: Iterable[RawRow], lines: Iterable[RawRow]
) -> None:
    """Stop unless label lines say what was done about each remark of a review on files."""
    concerned = [
        (file, row["row_key"], row["column"])
        for row in remarks
        if (file := row["file"].partition(";")[0]) in files
    ]
    done = {(line["file"], line["row_key"], line["column"]): line["done"] for line in lines}
    must_match(where, concerned, done)
    if missing := [key for key, text in done.items() if not text]:
        raise BuildError(f"{where}: not said what was done about {missing}")
