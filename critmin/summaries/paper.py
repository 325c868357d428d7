"""Summaries of the paper's claims and figures: one or two sentences from the rows of an answer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from math import fsum

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core.control_words import NOUNS
from critmin.core.dates import in_words
from critmin.core.names import countries
from critmin.core.wording import about, counted, listed, percent
from critmin.summaries.phrases import what

Row = dict[str, Cell]
CHINA = "CHN"
# Verdicts of one claim, and of one and of several among others.
VERDICTS = {
    "holds": "holds",
    "partly": "holds in part",
    "fails": "fails",
    "open": "is left open by the figures",
    "not testable": "cannot be tested with the bundled tables",
}
COUNTED = {
    "holds": "holds",
    "partly": "holds in part",
    "fails": "fails",
    "open": "is open",
    "not testable": "cannot be tested here",
}
SEVERAL = {
    "holds": "hold",
    "partly": "hold in part",
    "fails": "fail",
    "open": "are open",
    "not testable": "cannot be tested here",
}
# Most characters of a claim's test and of its result in a sentence.
LONGEST_TEST, LONGEST = 120, 170
MOVES = {
    "licence": "export licences",
    "ban": f"an {NOUNS['ban']}",
    "end-use-ban": f"an {NOUNS['end-use-ban']}",
    "technology": f"a {NOUNS['technology']}",
    "regulation": f"a {NOUNS['regulation']}",
    "suspends": "a suspension",
    "extends": "the extension of a suspension",
    "extension-announced": "the announcement of a longer suspension",
    "eases": "an easing",
}
YEARS = ("fy2020", "fy2021", "fy2022", "fy2023", "fy2024")
MOST = 3  # items that a sentence names


def claims(table: Table) -> str:
    """Verdict of one claim with its figures, or the number of claims by verdict."""
    rows = list(table)
    if table.query.get("explain"):
        return _cases(rows)
    if len(rows) == 1:
        return _claim(rows[0])
    counts = Counter(str(row["verdict"]) for row in rows)
    said = [
        f"{counts[verdict]} {COUNTED[verdict] if counts[verdict] == 1 else SEVERAL[verdict]}"
        for verdict in VERDICTS
        if counts[verdict]
    ]
    return f"Of {len(rows)} claims of the paper, {listed(said)}, by the bundled tables."


def _claim(row: Row) -> str:
    text = f'"{row["claim"]}" {VERDICTS[str(row["verdict"])]}'
    if not row["result"] or row["verdict"] == "not testable":
        return f"{text}."
    test = str(row["hypothesis"] or "")
    tested = f" Tested: {test}." if test and len(test) <= LONGEST_TEST else ""
    return f"{text}: {_result(str(row['result']))}.{tested}"


def _result(text: str) -> str:
    """Result of a claim: names for codes, shares rounded, the rest of a long one counted."""
    known = countries()
    text = re.sub(r"\b[A-Z]{3}\b", lambda f: known[f[0]].name if f[0] in known else f[0], text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    text = re.sub(r"\b\d{4}-\d{2}(-\d{2})?\b", lambda f: in_words(f[0]), text)
    short = re.sub(r"(?<![\d.+-])(\d+\.\d)%", lambda f: percent(float(f[1]) / 100), text)
    text = text if re.search(r"(\b[\d.]+%) to \1", short) else short
    if len(text) <= LONGEST:
        return text
    end = re.search(r" \(\d+ of \d+ hold[^)]*\)", text)
    parts = text.split("; ")
    kept = [parts[0]]
    for part in parts[1:]:
        if len("; ".join([*kept, part])) > LONGEST:
            break
        kept.append(part)
    more = counted(len(parts) - len(kept), "more figure")
    tail = end[0] if end and end[0] not in "; ".join(kept) else ""
    return f"{'; '.join(kept)}; and {more}{tail}" if len(kept) < len(parts) else text


def _cases(rows: Sequence[Row]) -> str:
    """Number of comparisons that hold, of those that decide."""
    deciding = [row for row in rows if row["counts"] is True]
    if not deciding:
        return ""
    held = sum(row["holds"] is True for row in deciding)
    unsure = sum(row["holds"] is None for row in deciding)
    ids = list(dict.fromkeys(str(row["id"]) for row in deciding))
    which = f"claim {ids[0]}" if len(ids) == 1 else f"{len(ids)} claims"
    one = len(deciding) == 1
    text = (
        f"Of {counted(len(deciding), 'comparison')} that {'decides' if one else 'decide'} {which}, "
        f"{held} {'holds' if held == 1 else 'hold'}"
    )
    return f"{text} and {unsure} cannot be decided." if unsure else f"{text}."


def figure1(table: Table) -> str:
    """Number of China's moves that the paper prints, misses and could not have; the newest."""
    rows = list(table)
    moves: dict[tuple[Cell, ...], Row] = {}
    for row in rows:
        moves.setdefault((row["date"], row["move"], row["announcement"]), row)
    places = Counter(str(row["in_paper"]) for row in moves.values())
    newest = max(moves.values(), key=lambda row: str(row["date"]))
    later = places["later"]
    return (
        f"Of {len(moves)} Chinese moves on exports of minerals, {places['paper']} are in the "
        f"paper, {places['missing']} {'is' if places['missing'] == 1 else 'are'} missing from it "
        f"and {later} came after it. The newest, of {in_words(str(newest['date']))}, is "
        f"{MOVES[str(newest['move'])]}."
    )


def figure2(table: Table) -> str:
    """Minerals of which China refines and mines the most."""
    led: dict[str, list[tuple[float, Row]]] = {"mining": [], "refining": []}
    for row in table:
        share = as_number(row["share"])
        if row["iso3"] == CHINA and row["rank"] == 1 and share is not None:
            led[str(row["stage"])].append((share, row))
    number = len({row["mineral"] for row in table})
    refined = sorted(led["refining"], key=lambda pair: pair[0])
    if not refined:
        return ""
    (least, low), (most, high) = refined[0], refined[-1]
    mined = [what(row) for _, row in led["mining"]]
    also = f"; it also led the mining of {listed(mined)}" if mined else ""
    return (
        f"China led the refining of {len(refined)} of {number} minerals in {low['year']}, from "
        f"{percent(least)} of the world's {what(low)} to {percent(most)} of {what(high)}{also}."
    )


def figure3(table: Table) -> str:
    """Output and reserves of the largest holder beside those of the second."""
    rows = list(table)
    world = next((row for row in rows if row["kind"] == "total"), None)
    held = [row for row in rows if row["kind"] == "country" and row["reserves"] is not None]
    held.sort(key=lambda row: -(as_number(row["reserves"]) or 0.0))
    if world is None or len(held) < 2 or held[0]["production"] is None:
        return ""
    first, second = held[0], held[1]
    output, total = as_number(first["production"]), as_number(world["production"])
    share = f", {percent(output / total)} of the world's" if output and total else ""
    mined = second["production"]
    dug = f"mined about {_tonnes(mined)}" if mined is not None else "has no printed output"
    untapped = sum(row["untapped"] is True for row in held)
    rest = f"; {untapped} more list reserves and no output" if untapped else ""
    return (
        f"{first['country']} mined about {_tonnes(first['production'])} of rare earths in "
        f"{first['year']}{share}, and lists {_tonnes(first['reserves'])} of reserves. "
        f"{second['country']}, second with {_tonnes(second['reserves'])}, {dug}{rest}."
    )


def _tonnes(cell: Cell) -> str:
    value = as_number(cell) or 0.0
    if value >= 1_000_000:
        return f"{about(value / 1_000_000)} million t"
    return f"{value:,.0f} t"


def figure4(table: Table, later: int) -> str:
    """Number of acts that the paper prints, misses and could not have; how many are of the Act."""
    rows = list(table)
    printed = [row for row in rows if row["paper_row"] is not None]
    lines = len({row["paper_row"] for row in printed})
    dpa = sum(row["dpa"] is True for row in printed)
    mended = len({row["paper_row"] for row in printed if row["correction"]})
    return (
        f"The paper's {lines} rows are {len(printed)} acts, {dpa} of them under the Defense "
        f"Production Act; {len(rows) - len(printed) - later} other acts are not in it and {later} "
        f"came after it. "
        f"{mended} {'row differs' if mended == 1 else 'rows differ'} from the record."
    )


def figure6(table: Table) -> str:
    """Stated market and what can be reconstructed, as `market` has it, and what has no value."""
    from critmin.summaries.prices import market

    absent = sum("no_demand" in several(row["flag"]) for row in table)
    more = f" {absent} minerals of the official lists have no printed demand." if absent else ""
    return f"{market(table)}{more}"


def figure7(table: Table) -> str:
    """Sum of the paper's budget lines, the largest purpose, and the labels corrected."""
    rows = list(table)
    sums = {
        str(row["purpose"]): fsum(as_number(row[year]) or 0.0 for year in YEARS)
        for row in rows
        if row["level"] == "sum"
    }
    if not sums:
        return ""
    top = max(sums, key=lambda purpose: sums[purpose])
    wrong = sum("label_corrected" in several(row["flag"]) for row in rows)
    labels = f" {wrong} lines stand under another label or group than printed." if wrong else ""
    return (
        f"The budget lines of Japan's METI that the paper names add up to "
        f"{fsum(sums.values()):,.0f} billion yen in fiscal {YEARS[0][2:]} to {YEARS[-1][2:]}; "
        f"{top.replace('-', ' ')} has most, {sums[top]:,.0f} billion.{labels}"
    )


def differences(table: Table) -> str:
    """Number of differences from a printed figure, and what the first ones are about."""
    rows = list(table)
    items = list(dict.fromkeys(str(row["item"]) for row in rows if row["item"]))
    number = table.query["figure"]
    more = f" and {len(items) - MOST} more" if len(items) > MOST else ""
    names = f"{'; '.join(items[:MOST])}{more}" if more else "; ".join(items)
    what = f", on: {names}" if items else ""
    verb = "is" if len(rows) == 1 else "are"
    return (
        f"{counted(len(rows), 'difference')} from the printed figure {number} {verb} on "
        f"record{what}."
    )
