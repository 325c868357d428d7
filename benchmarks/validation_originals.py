"""Published numbers, read from the publishers' originals for docs/write_validation.py.

Names of tables and columns are looked up in the build's own lists of labels (datasets/_build);
no figure is taken from critmin.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from audit_originals import USGS, number
from validation import Published

LABELS = Path(__file__).resolve().parent.parent / "datasets" / "_build"
EDITIONS = ("2023", "2024", "2025", "2026")
WIDE_2025 = "usgs/2025/world_data/MCS2025_World_Data.csv"
COLUMN = r"(.+?)_(?:t|kt|kg|Mt|mct|mcm|kct)(?:_|$)"  # Prod_kt_est_2022
JOINT = ("ilmenite and rutile", "synthetic", "natural")  # totals of several tables, or of a part

Line = dict[str, str]


def lines(path: Path) -> list[Line]:
    """Lines of a CSV file, cells without blanks at their ends; none where it is not at hand."""
    if not path.is_file():
        return []
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    names = [name.strip() for name in header]
    names = [
        f"{n}#{names[:at].count(n) + 1}" if n in names[:at] else n for at, n in enumerate(names)
    ]
    return [dict(zip(names, (cell.strip() for cell in row), strict=False)) for row in rows if row]


@cache
def labels(name: str) -> list[Line]:
    """Lines of a list of labels of the build."""
    return lines(LABELS / name)


def usgs_lines(originals: Path) -> list[Line]:
    """Lines of the one table of the edition of 2026."""
    return lines(originals / USGS)


def is_number(text: str) -> bool:
    """Whether a cell is a number, or a limit of one."""
    return number(text.lstrip("<>")) is not None and text not in {"—", "-", "–", ""}


def value(text: str) -> float | None:
    """Number or limit of a printed cell."""
    return number(text.lstrip("<>"))


def once(found: Iterator[Published]) -> Iterator[Published]:
    """Numbers of which there is one; what is printed twice with two figures is left out."""
    every = dict.fromkeys(found)
    counts = Counter(one.key for one in dict.fromkeys(one._replace(where="") for one in every))
    seen = set()
    for one in every:
        if counts[one.key] == 1 and one.key not in seen:
            seen.add(one.key)
            yield one


# ---- USGS: world totals ----


def world_totals(originals: Path) -> Iterator[Published]:
    """World totals of output, capacity and reserves in four editions."""
    for edition in EDITIONS:
        yield from once(_world_totals(originals, edition))


def _world_totals(originals: Path, edition: str) -> Iterator[Published]:
    if edition == "2026":
        yield from _world_2026(originals)
    elif edition == "2025":
        yield from _world_2025(originals)
    else:
        yield from _world_chapters(originals, edition)


def _is_total(country: str) -> bool:
    return country.startswith("World total") and not any(one in country for one in JOINT)


def _total(label: Line, year: str, edition: str, text: str, unit: str, where: str) -> Published:
    what = f"{label['stage']}, {label['basis']}"
    return Published(
        label["mineral"], what, "World", year, f"usgs@{edition}", unit, text, value(text), where
    )


def _world_chapters(originals: Path, edition: str) -> Iterator[Published]:
    by_label = {
        (label["table"], label["label"], label["column"]): label
        for label in labels(f"usgs/labels/world_{edition}.csv")
        if label["mineral"]
    }
    for file in sorted((originals / f"usgs/{edition}/world").glob("*world*.csv")):
        table = re.sub(rf"mcs{edition}-?|_world.*", "", file.stem)
        for line in lines(file):
            if not _is_total(line.get("Country", "")):
                continue
            for column, text in line.items():
                kind, printed_year = re.match(COLUMN, column), re.search(r"\d{4}", column)
                form = line.get("Type") or line.get("Mine production, fluorspar", "")
                label = by_label.get((table, form, kind[1] if kind else ""))
                if label is None or not is_number(text):
                    continue
                year = printed_year[0] if printed_year else str(int(edition) - 1)
                where = f"{file.name}, {form}, {line['Country']}"
                yield _total(label, year, edition, text, label["unit"], where)


def _world_2025(originals: Path) -> Iterator[Published]:
    by_label = {
        (label["table"], label["label"], label["column"]): label
        for label in labels("usgs/labels/world_2025.csv")
        if label["mineral"]
    }
    for line in lines(originals / WIDE_2025):
        if not _is_total(line["COUNTRY"]):
            continue
        for column, text in line.items():
            label = by_label.get((line["COMMODITY"], line["TYPE"], column))
            year = re.search(r"\d{4}", column)
            if label is not None and year and is_number(text):
                where = f"{Path(WIDE_2025).name}, {line['COMMODITY']}, {line['TYPE']}, {column}"
                yield _total(label, year[0], "2025", text, line["UNIT_MEAS"], where)


def _world_2026(originals: Path) -> Iterator[Published]:
    by_label = {
        (label["table"], label["label"], label["column"]): label
        for label in labels("usgs/labels/world_2026.csv")
        if label["mineral"]
    }
    for line in usgs_lines(originals):
        if not line["Section"].startswith("World") or not _is_total(line["Country"]):
            continue
        label = by_label.get((line["Commodity"], line["Statistics_detail"], line["Statistics"]))
        year = re.search(r"\d{4}", line["Year"])
        if label is not None and is_number(line["Value"]):
            where = f"{Path(USGS).name}, {line['MCS chapter']}, {line['Statistics_detail']}"
            yield _total(
                label, year[0] if year else "2025", "2026", line["Value"], line["Unit"], where
            )


# ---- USGS: statistics of the United States ----


def statistics(originals: Path, measure: str) -> Iterator[Published]:
    """One statistic of all minerals, forms, years and editions; ``what`` is the form."""
    for edition in EDITIONS:
        found = _statistics_2026 if edition == "2026" else _statistics
        yield from once(found(originals, edition, measure))


def _statistics(originals: Path, edition: str, measure: str) -> Iterator[Published]:
    by_file: dict[str, list[Line]] = {}
    for label in labels(f"usgs/labels/us_columns_{edition}.csv"):
        if label["measure"] == measure:
            by_file.setdefault(label["file"], []).append(label)
    for folder in ("salient", "salient_commodity"):
        for name, own in by_file.items():
            for line in lines(originals / f"usgs/{edition}/{folder}" / name):
                year = re.search(r"\d{4}", line.get("Year", ""))
                for label in own if year else ():
                    text = line.get(label["column"], "")
                    if year and text:
                        where = f"{name}, {label['column']}"
                        yield _statistic(label, year[0], edition, text, where)


def _statistics_2026(originals: Path, edition: str, measure: str) -> Iterator[Published]:
    by_label = {
        (one["chapter"], one["commodity"], one["statistics"], one["detail"]): one
        for one in labels("usgs/labels/us_statistics_2026.csv")
        if one["measure"] == measure and one["part"] in {"", "1"}
    }
    for line in usgs_lines(originals):
        names = ("MCS chapter", "Commodity", "Statistics", "Statistics_detail")
        label = by_label.get(tuple(line[name] for name in names))  # type: ignore[arg-type]
        if label is not None and line["Section"].startswith("Salient") and line["Value"]:
            where = f"{Path(USGS).name}, {line['MCS chapter']}, {line['Statistics_detail']}"
            yield _statistic(label, line["Year"], edition, line["Value"], where)


def _statistic(label: Line, year: str, edition: str, text: str, where: str) -> Published:
    return Published(
        label["mineral"],
        label["form"],
        "USA",
        year,
        f"usgs@{edition}",
        label["unit"],
        text,
        value(text),
        where,
    )
