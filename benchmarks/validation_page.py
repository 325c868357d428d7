"""The page docs/validation.md, made from the tables in docs/validation/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from math import isclose
from pathlib import Path
from statistics import median

from validation import Kind, Row

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
NAMED = 12  # differing numbers of one reason that the page names; the tables have all
UNITS = {"percent": "points", "score": "score"}
OUTPUT, SHARES = "geopolrisk_other_output", "usgs_import_shares"
OTHER_INPUTS = (OUTPUT, SHARES)  # in no count of agreement
NOT_FOUND = ("eu_inputs", "not_from_its_parts")  # that no reason was found

HEAD = """# Validation

Numbers that others publish, beside what critmin computes for the same thing. Each is computed by a
public function from the bundled tables, or from what the publisher prints of its parts; none is a
copied cell. All stand in `docs/validation/`, one table a class: what is published and where, what
critmin computes, the difference, the tolerance, and a reason where the difference is larger.

**{compared:,} published numbers are computed from the inputs of their publisher: {agree:,} agree
and {differ} differ.** Each that differs has a reason beside it; for {not_found} it says that none
was found. What four editions of one publication print of a year counts four times, because each is
computed from the parts of its own edition. {other:,} more
numbers are computed from other inputs than their publisher's, so that they show how far two sources
are apart and not whether the arithmetic is right: world output of another publisher ({output:,}),
and another record of the same trade ({shares:,} import shares, {near:,} of them within five
points). {none:,} are published and not computed here; each line says why.
"""

AGAIN = """## How to run it again

```sh
python -m pytest tests/golden/test_validation.py   # computes every number again
python docs/write_validation.py                    # the same, and writes the tables and this page
python docs/write_validation.py --originals DIR    # also reads the published numbers again
```

`DIR` is the folder of the publishers' files ([data](data.md)). The test fails if a number stops
agreeing, if a computed number changes, if a number differs without a reason, or if a reason no
longer applies. A tolerance follows from how a number and its parts are printed; how it was chosen
is in [decision 174](decisions/174-a-published-number-is-kept-beside-ours.md). The reasons are
[a list](validation/reasons.csv). Most hold where the printed number comes out with one thing done
otherwise. The others hold where the inputs cannot give the number or only bound it, where the table
is known to be incomplete, or have [a line with the evidence](validation/named.csv) that was found
by hand; what was not found out says so
([decision 188](decisions/188-a-reason-gives-the-printed-number.md)).
"""

COPIED = """## Copied cells

Not counted above. The [audit](../benchmarks/RESULTS.md#audit) reads the originals a second time and
sets each cell, and a few sums of them, beside the answer that shows it.

| cells | equal | of |
|---|---:|---:|
"""

LIMITS = """Differences are in percentage points where percent are published, in points of the score
where scores are, and otherwise in percent of the published number. Limits (`<25`, `>75`) and net
exporters (`E`) agree or differ, and have no difference.
"""


def page(kinds: Sequence[Kind], tables: dict[str, list[Row]], meanings: dict[str, str]) -> str:
    """The whole page."""
    same = [row for kind in kinds if kind.id not in OTHER_INPUTS for row in tables[kind.id]]
    output, shares = ([row for row in tables[id_] if row.agrees] for id_ in (OUTPUT, SHARES))
    compared = [row for row in same if row.agrees]
    head = HEAD.format(
        compared=len(compared),
        agree=sum(row.agrees == "yes" for row in compared),
        differ=sum(row.agrees == "no" for row in compared),
        not_found=sum(row.reason in NOT_FOUND for row in compared),
        other=sum(bool(row.agrees) for id_ in OTHER_INPUTS for row in tables[id_]),
        output=len(output),
        shares=len(shares),
        near=sum(row.agrees == "yes" for row in shares),
        none=sum(not row.agrees for kind in kinds for row in tables[kind.id]),
    )
    parts = [head, *_summary(kinds, tables), AGAIN]
    for kind in kinds:
        parts += _section(kind, tables[kind.id], meanings)
    parts += [COPIED + "\n".join(_copied())]
    return "\n".join(part.rstrip("\n") + "\n" for part in parts)


def _summary(kinds: Sequence[Kind], tables: dict[str, list[Row]]) -> Iterator[str]:
    lines = [
        "| numbers | computed | agree | differ | median difference | largest that agrees "
        "| largest |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind in kinds:
        rows = [row for row in tables[kind.id] if row.agrees]
        agree = [row for row in rows if row.agrees == "yes"]
        lines.append(
            f"| [{kind.title}](#{_anchor(kind.title)}) | {len(rows):,} | {len(agree):,} "
            f"| {len(rows) - len(agree)} | {_size(rows, median)} | {_size(agree, max)} "
            f"| {_size(rows, max)} |"
        )
    yield "\n".join(lines)
    yield LIMITS


def _anchor(title: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", title.casefold()).replace(" ", "-")


def _size(rows: Sequence[Row], of) -> str:  # type: ignore[no-untyped-def]
    """Median or largest difference of a class, in its own measure."""
    with_one = [row for row in rows if row.difference is not None and row.published is not None]
    units = {row.unit for row in with_one}
    unit = UNITS.get(next(iter(units))) if len(units) == 1 else None
    if unit:
        found = [abs(row.difference or 0.0) for row in with_one]
    else:
        unit = "%"
        found = [
            100 * abs(row.difference or 0.0) / abs(row.published)
            for row in with_one
            if row.published
        ]
    if not found:
        return ""
    text = f"{of(found):.2g}"
    text = text if "e" not in text else f"{of(found):.0e}" if of(found) < 1 else f"{of(found):.0f}"
    return f"{text}%" if unit == "%" else f"{text} {unit}" if unit != "score" else text


def _section(kind: Kind, rows: Sequence[Row], meanings: dict[str, str]) -> Iterator[str]:
    compared = [row for row in rows if row.agrees]
    yield f"## {kind.title}"
    yield (
        f"[{len(rows):,} lines](validation/{kind.id}.csv). Computed with `{kind.question}`. "
        f"Tolerance: {kind.tolerance}."
    )
    differing = sorted((row for row in compared if row.agrees == "no"), key=lambda row: row.reason)
    lines = []
    for reason, own in groupby(differing, lambda row: row.reason):
        named = list(own)
        verb = "differs" if len(named) == 1 else "differ"
        lines.append(f"- {len(named)} {verb}: {meanings[reason]}{_names(named)}")
    lines += [
        f"- {count:,} {meanings[reason][0].lower()}{meanings[reason][1:]}"
        for reason, count in sorted(Counter(row.reason for row in rows if not row.agrees).items())
    ]
    yield "\n".join(lines) if lines else "All agree."


def _names(rows: Sequence[Row]) -> str:
    if len(rows) > NAMED:
        return ""
    return " " + "; ".join(_name(row) for row in rows) + "."


def _name(row: Row) -> str:
    edition = row.source.partition("@")[2]
    words = [
        row.mineral,
        row.what,
        row.place if row.place not in {"World", "USA"} else "",
        row.year,
    ]
    what = ", ".join(word for word in words if word)
    what += f" (edition of {edition})" if row.source.startswith(("usgs@", "iea@")) else ""
    return f"{what}: {_printed(row)}, computed {_short(row.computed)}"


def _printed(row: Row) -> str:
    """Number as printed, or in the unit of the comparison if that is another one."""
    plain = row.printed.replace(",", "").lstrip("<>")
    if row.published is None or isclose(float(plain), row.published):
        return row.printed
    return _short(row.published)


def _short(number: float | None) -> str:
    if number is None:  # pragma: no cover - only computed numbers differ
        return ""
    if abs(number) >= 1000:
        return f"{number:,.0f}"
    return f"{number:.4g}"


def _copied() -> Iterator[str]:
    """Lines of the last run of the audit."""
    for line in RESULTS.read_text("utf-8").splitlines():
        if found := re.fullmatch(r"(\d+) of (\d+) equal: (.*)", line):
            yield f"| {found[3]} | {int(found[1]):,} | {int(found[2]):,} |"
