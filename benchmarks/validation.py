"""Validation: published numbers that critmin computes, each beside what critmin answers.

A class of numbers says how the published ones are read from the originals and how critmin is asked
for the same ones, through its public functions. `docs/write_validation.py` writes one table a class
(docs/validation/) and the page; tests/golden/test_validation.py computes all of them again.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "validation"
LEAST_DIGITS = 2  # fewer significant digits than that are never assumed of a printed number
ROUNDED = (
    "half a unit of the last digit printed that is not a trailing zero, of at least two digits"
)

Key = tuple[str, str, str, str, str]


class Published(NamedTuple):
    """One published number: what it is of, as printed, as a number, and where it stands.

    ``printed`` keeps the publisher's sign: ``E`` of a net exporter, ``<`` and ``>`` of a limit.
    """

    mineral: str
    what: str
    place: str
    year: str
    source: str
    unit: str
    printed: str
    published: float | None
    where: str

    @property
    def key(self) -> Key:
        """What the number is of."""
        return self.mineral, self.what, self.place, self.year, self.source


class Computed(NamedTuple):
    """What critmin answers: the number, or why there is none, and what its inputs' rounding allows.

    ``flags`` are the warning codes of the answer, ``parts`` the amounts that were added up.
    """

    value: float | None
    slack: float = 0.0
    flags: tuple[str, ...] = ()
    why_none: str = ""
    parts: tuple[float, ...] = ()


class Kind(NamedTuple):
    """A class of published numbers and the question that computes them."""

    id: str
    title: str
    question: str
    tolerance: str
    read: Callable[[Path], Iterator[Published]]
    compute: Callable[[Sequence[Published]], Mapping[Key, Computed]]
    allowed: Callable[[Published, Computed], float]


class Row(NamedTuple):
    """A line of the tables in docs/validation/."""

    mineral: str
    what: str
    place: str
    year: str
    source: str
    unit: str
    printed: str
    published: float | None
    computed: float | None
    difference: float | None
    tolerance: float | None
    agrees: str
    reason: str
    where: str

    @property
    def key(self) -> Key:
        """What the number is of."""
        return self.mineral, self.what, self.place, self.year, self.source

    @property
    def as_published(self) -> Published:
        """The published side of the line."""
        return Published(*self.key, self.unit, self.printed, self.published, self.where)


def half_unit(text: str, least: int = LEAST_DIGITS) -> float:
    """Half a unit of the last digit printed: of ``28,600`` 50, of ``0.89`` 0.005, of ``7`` 0.5.

    Trailing zeros of a whole number are taken as not measured, but ``least`` digits always are.
    """
    plain = text.replace(",", "").lstrip("<>-").strip()
    number = abs(float(plain))
    if "." in plain:
        return 0.5 * 10.0 ** -len(plain.partition(".")[2])
    if not number:
        return 0.0
    zeros = len(plain) - len(plain.rstrip("0"))
    return 0.5 * 10.0 ** max(0, min(zeros, len(plain) - least))


def plain_text(number: float) -> str:
    """A number in digits without an exponent, as its publisher would print it."""
    text = f"{number:.10f}".rstrip("0").rstrip(".")
    return text or "0"


def agrees(published: Published, computed: float, tolerance: float) -> bool:
    """Whether a computed number is the published one, or lies on the right side of a limit."""
    slack = tolerance + 1e-9 * max(1.0, abs(computed))
    if published.printed == "E":
        return computed <= slack
    if published.published is None:
        return False
    if published.printed.startswith("<"):
        return computed <= published.published + slack
    if published.printed.startswith(">"):
        return computed >= published.published - slack
    return abs(computed - published.published) <= slack


def rows(
    kind: Kind,
    published: Sequence[Published],
    reason: Callable[[Kind, Published, Computed, float], str],
) -> Iterator[Row]:
    """Lines of a class: each published number beside the computed one.

    ``reason`` gives the id of the reason of a number that differs, or that is not computed.
    """
    found = kind.compute(published)
    for one in published:
        computed = found.get(one.key, Computed(None, why_none="not_answered"))
        if computed.value is None:
            yield Row(
                *one.key,
                one.unit,
                one.printed,
                one.published,
                None,
                None,
                None,
                "",
                computed.why_none,
                one.where,
            )
            continue
        tolerance = kind.allowed(one, computed)
        same = agrees(one, computed.value, tolerance)
        exact = one.published is not None and one.printed[:1] not in {"<", ">"}
        yield Row(
            *one.key,
            one.unit,
            one.printed,
            one.published,
            computed.value,
            computed.value - one.published if exact and one.published is not None else None,
            tolerance,
            "yes" if same else "no",
            "" if same else reason(kind, one, computed, tolerance),
            one.where,
        )


DIGITS = 12  # of a published number
NUMBERS = ("published", "computed", "difference", "tolerance")


def path(kind_id: str) -> Path:
    """Table of a class."""
    return FOLDER / f"{kind_id}.csv"


def write(kind_id: str, lines: Iterable[Row]) -> None:
    """Write the table of a class."""
    FOLDER.mkdir(exist_ok=True)
    with path(kind_id).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row._fields)
        for line in lines:
            writer.writerow(
                _text(value, DIGITS if name == "published" else 9)
                for name, value in line._asdict().items()
            )


def as_kept(one: Published) -> Published:
    """A published number in the digits that the tables keep, so that both readings are the same."""
    if one.published is None:
        return one
    return one._replace(published=float(_text(float(one.published), DIGITS)))


def _text(value: Any, digits: int) -> str:
    if value is None:
        return ""
    return f"{value:.{digits}g}" if isinstance(value, float) else str(value)


def read(kind_id: str) -> list[Row]:
    """Lines of the table of a class."""
    with path(kind_id).open(encoding="utf-8", newline="") as file:
        return [
            Row(
                **{
                    name: (float(cell) if cell else None) if name in NUMBERS else cell
                    for name, cell in line.items()
                }
            )
            for line in csv.DictReader(file)
        ]


def same(one: float | None, other: float | None) -> bool:
    """Whether two numbers are one in the digits that the tables keep."""
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-8, abs_tol=1e-9)
