"""Charts of `policy`: its views, acts over time, budget lines by purpose and by year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from critmin.answers.chart_of_answer import source_line
from critmin.answers.finding import first_clause
from critmin.answers.table import Table
from critmin.charts.labels import left_out, small_print
from critmin.charts.model import Bar, Bars, Chart, Moment, Part, Stacks, Timeline, distinct
from critmin.core.dates import in_words, newest_first
from critmin.core.wording import PAPER as PAPER_IN_WORDS
from critmin.core.wording import capital, counted, few, listed, lower, mineral_name, percent
from critmin.policies import bundled_tables
from critmin.policies.state import (
    NO_ACT_FLAGS,
    PAPER_YEARS,
    PURPOSES,
    SCOPES,
    Act,
    Budget,
    Named,
    counts,
    sums,
)

EV = "ev-purchase"
BUDGETS = re.compile(r"; budget lines after .*?Research Institute")  # in the citation
METI = "Japan's Ministry of Economy, Trade and Industry"
LANES = {True: "Defense Production Act", False: "Other laws"}
IN_PAPER, ABSENT, AFTER = "In the paper", "Not in the paper", "After the paper"
SUBJECTS = {"dpa": "Defense Production Act", "EO 14017": "review of supply chains"}
NUMBERS = {
    "EO ": "Executive Order ",
    "PD ": "Presidential Determination ",
    "P.L. ": "Public Law ",
    "DFARS 252.225-7052": "Defence purchasing rule",
}
WORDINGS = {"NdFeB": "neodymium magnets", "SmCo": "samarium-cobalt magnets"}
PAPER = f"the {PAPER_IN_WORDS}"
FIGURE = f"Acts compared with {PAPER}, not all on record."
MOST_NAMED = 5  # most minerals named for one line
MOST = 16  # most lines of one timeline
OFTEN = 3  # acts that name a mineral, from which on a title says it
MOST_LINES = 16
TITLES = {
    "reshoring": "Reshoring",
    "friendshoring": "Friendshoring",
    "other-supply-chain": "Other supply chains",
    EV: "Purchase of electric cars",
}
PARTS = {**TITLES, "other-supply-chain": "Other chains", EV: "Electric cars"}  # in a bar
NO_LINE = "No figure: the paper names no line of that purpose and year; it is unknown, not zero."


def acts_source(table: Table) -> str:
    """Line of sources of a picture of acts: without the budget lines, which it does not use."""
    return BUDGETS.sub("", source_line(table))


def views(table: Table) -> Chart:
    """Number of records of each view."""
    rows: list[dict[str, Any]] = table.records()
    known = [row for row in rows if row["records"] is not None]
    years = [str(row[end])[:4] for row in known for end in ("first", "last") if row[end]]
    count = {row["view"]: row["records"] for row in known}
    return Bars(
        title=f"{count['acts']} acts and {count['awards']} awards of the United States and "
        f"{count['meti']} budget lines of Japan are on record, {min(years)} to {max(years)}",
        topic="Government action on minerals, by kind of record",
        subtitle="Number of records",
        note="A missing record does not prove that there is none.",
        bars=tuple(Bar(row["says"], row["records"]) for row in known),
    )


def timeline(
    acts: Iterable[Act],
    *,
    title: str = "",
    today: str = "",
    paper: str = "",
    figure: bool = False,
    day: str = "today,",
    source: str = "",
) -> Timeline:
    """Timeline of acts, with a day marked.

    ``figure`` says that the acts are those of Figure 4, and not all on record.

    Acts of one day and kind share a line, as the determinations of 2019. Only those that name a
    mineral are drawn, if any does; beside the paper all are. If there are too many, the oldest are
    left out. ``paper`` is the last day that the paper covers, ``day`` what the marked day is;
    ``source`` is the line of sources.
    """
    every_act = list(acts)
    naming = [act for act in every_act if _names_minerals([act])]
    only = bool(naming) and not paper and not title
    acts = naming if only else every_act
    without = len(every_act) - len(naming) if only else 0
    lines: dict[tuple[object, ...], list[Act]] = {}
    for act in acts:
        alone = act.act_id if act.number else ""
        key: tuple[object, ...] = (act.day, act.instrument, act.dpa, alone)
        if paper and act.paper_row:
            key = (act.paper_row, act.day)
        lines.setdefault(key, []).append(act)
    every = sorted(lines.values(), key=lambda of: of[0].day) if paper else list(lines.values())
    ranked = sorted(every, key=lambda of: (not _names_minerals(of), newest_first(of[0].day)))
    shown = [of for of in every if of in ranked[:MOST]]
    gone = sum(len(of) for of in every) - sum(len(of) for of in shown)
    notes = [
        FIGURE * figure,
        "Those that name no mineral are not drawn." if without else "",
        "Acts that name minerals are drawn first, then the newest." if gone else "",
    ]
    flat = [act for of in every for act in of]
    if paper:
        notes += [_scope(flat, paper), _not_compared(flat, paper)]
    return Timeline(
        title=title
        or (
            _in_paper(flat, paper) if paper else _of_figure(every_act) if figure else _naming(flat)
        ),
        topic=f"United States acts {_kind(only=only, paper=paper)}, by day of signature or effect",
        subtitle="Each with the minerals that it names"
        if only
        else "With the minerals that they name, else their subject",
        note=small_print(notes),
        source=source,
        today=today,
        day=day,
        grouped=bool(paper),
        more=gone + without,
        moments=tuple(
            Moment(
                _label(of),
                of[0].day,
                lane=lane,
                state="to come" if today and of[0].day > today else "",
                rank=ranked.index(of) - (MOST if paper or (only and not gone) else 0),
                records=len(of),
            )
            for lane in ((IN_PAPER, ABSENT, AFTER) if paper else LANES.values())
            for of in shown
            if lane == (_place(of[0], paper) if paper else LANES[of[0].dpa])
        ),
    )


def _scope(compared: Sequence[Act], until: str) -> str:
    """What the paper's table is of, and which acts are not in it for that; small print."""
    absent = [act for act in compared if _place(act, until) == ABSENT]
    older = sum(int(act.day[:4]) < PAPER_YEARS[0] for act in absent)
    other = sum(int(act.day[:4]) >= PAPER_YEARS[0] and not act.dpa for act in absent)
    return (
        f"The paper's table is of the Act since {PAPER_YEARS[0]}: of the {len(absent)} not in it, "
        f"{older} are older and {other} {'rests' if other == 1 else 'rest'} on another law."
    )


def _not_compared(compared: Sequence[Act], until: str) -> str:
    """How many acts on record are not compared with the paper; small print."""
    ids = {act.act_id for act in compared}
    left = [
        act
        for act in bundled_tables.acts()
        if act.day and act.act_id not in ids and act.instrument not in NO_ACT_FLAGS
    ]
    since = [act for act in left if act.day > until]
    return (
        f"{len(left) - len(since)} more acts on minerals, defence, energy or climate up to "
        f"{in_words(until)} and {len(since)} since, of which {sum(act.dpa for act in since)} under "
        "the Defense Production Act, are not compared: critmin policy acts."
    )


def _kind(*, only: bool, paper: str) -> str:
    """Which acts are drawn, for a topic."""
    if paper:
        return "under the Defense Production Act, and a few under other laws"
    return "that name minerals" if only else "on minerals and defence production"


def _naming(acts: Sequence[Act]) -> str:
    """How many acts name a mineral, and what most of them name, as a title."""
    named = [act for act in acts if _names_minerals([act])]
    if not named:
        return f"No United States act since {min(act.day for act in acts)[:4]} names a mineral"
    since = min(act.day for act in named)[:4]
    text = f"{counted(len(named), 'United States act')} since {since} {_name(len(named))} minerals"
    lists = sum(any(name.scope == "list" for name in act.names) for act in named)
    found = Counter(
        mineral
        for act in named
        for mineral in {name.mineral for name in act.names if name.scope == "named"}
    )
    top, times = max(found.items(), key=lambda item: item[1], default=("", 0))
    said = [f"{lists} of them the whole list of critical minerals"] if lists else []
    said += [f"{times} {lower(mineral_name(top))}"] if times >= OFTEN else []
    dpa = sum(act.dpa for act in named)
    said = said if lists else [f"{times} of them {lower(mineral_name(top))}"][: len(said)]
    if len(said) < 2 and dpa:
        return f"{text}, {dpa} of them under the Defense Production Act"
    return f"{text}, {listed(said)}" if said else text


def _of_figure(acts: Sequence[Act]) -> str:
    """How many acts of Figure 4 name a mineral, as a title: a count of those, not of all acts."""
    named = [act for act in acts if _names_minerals([act])]
    dpa = sum(act.dpa for act in named)
    return (
        f"Of {counted(len(acts), 'United States act')} compared here, {len(named)} "
        f"{_name(len(named))} minerals, {dpa} under the Defense Production Act"
    )


def _name(number: int) -> str:
    return "names" if number == 1 else "name"


def _place(act: Act, until: str) -> str:
    """Whether the paper has an act, has it not, or could not have it."""
    return IN_PAPER if act.paper_row else ABSENT if act.day <= until else AFTER


def _in_paper(acts: Sequence[Act], until: str) -> str:
    """How many acts up to its last day the paper has, as a title."""
    places = Counter(_place(act, until) for act in acts)
    covered = [act for act in acts if _place(act, until) != AFTER]
    dpa = sum(act.dpa for act in covered)
    part = "most" if 2 * dpa > len(covered) else str(dpa)
    return (
        f"{capital(PAPER)} has {places[IN_PAPER]} of {len(covered)} United States acts up to "
        f"{in_words(until)}, {part} under the Defense Production Act"
    )


def _names_minerals(of: Sequence[Act]) -> bool:
    """Whether acts name a mineral, a product or a list, and not just critical minerals at large."""
    return any(name.scope in SCOPES for act in of for name in act.names)


def _label(of: Sequence[Act]) -> str:
    """Label of acts: their number or kind, and their subject."""
    first = of[0]
    kind = first.instrument.removeprefix("presidential-").replace("-", " ")
    what = _number(first.number) or kind
    if len(of) > 1:
        numbers = [_number(act.number) for act in of if act.number]
        what = listed(numbers) if len(numbers) == len(of) else f"{len(of)} {kind}s"
    return f"{capital(what)}: {_about(of)}"


def _number(number: str) -> str:
    """Number of an act in words.

    >>> _number("EO 14017"), _number("")
    ('Executive Order 14017', '')
    """
    for short, full in NUMBERS.items():
        number = number.replace(short, full)
    return number


def _plain(wording: str) -> str:
    """Words of an act without the chemists' short names.

    >>> _plain("NdFeB"), _plain("scrap of critical minerals")
    ('neodymium magnets', 'scrap of critical minerals')
    """
    return WORDINGS.get(wording, wording)


def _about(of: Sequence[Act]) -> str:
    """A few of the minerals that acts name, else their subject."""
    named = distinct([name for act in of for name in map(_named, act.names) if name])
    subject = SUBJECTS.get(of[0].subject, of[0].subject.replace("-", " "))
    return few(named, MOST_NAMED) or subject


def _named(name: Named) -> str:
    if name.scope == "list":
        return "list of critical minerals"
    return lower(mineral_name(name.mineral)) if name.scope == "named" else _plain(name.wording)


def _budgeted(lines: Sequence[Budget]) -> str:
    """Sum of the budget lines and its largest purpose, as a title."""
    total = {purpose: sum(sums(lines, purpose).values()) for purpose in PURPOSES}
    every = sum(total.values())
    if not every:
        return ""
    years = sorted({line.fiscal_year for line in lines if counts(line)})
    span = f"{years[0]} to {years[-1]}" if len(years) > 1 else f"{years[0]}"
    top = max(PURPOSES, key=lambda purpose: total[purpose])
    most = (
        f", {percent(total[top] / every)} of it for {lower(TITLES[top])}"
        if every > total[top]
        else ""
    )
    sum_ = f"{every / 1000:.1f} trillion" if every >= 1000 else f"{every:,.0f} billion"
    return f"Japan's industry ministry budgeted {sum_} yen for supply chains in fiscal {span}{most}"


def by_purpose(lines: Sequence[Budget]) -> Bars:
    """Sums of budget lines by fiscal year, a panel for each purpose, all on one scale."""
    found = {purpose: sums(lines, purpose) for purpose in PURPOSES}
    known = [purpose for purpose in PURPOSES if found[purpose]]
    return Bars(
        title=_budgeted(lines),
        topic=f"Budget lines of {METI} for supply chains, by purpose and year",
        subtitle="Billion yen; supplementary budgets and reserve funds",
        note=f"Lines named in {PAPER}; fiscal years begin in April. {NO_LINE}",
        bars=tuple(
            Bar(str(year), found[purpose].get(year), TITLES[purpose])
            for purpose in known
            for year in PAPER_YEARS
        ),
    )


def by_year(table: Table, lines: Sequence[Budget]) -> Stacks:
    """Sums of budget lines in each fiscal year, in parts by purpose."""
    found = {purpose: sums(lines, purpose) for purpose in PURPOSES}
    return Stacks(
        title=_budgeted(lines) or first_clause(table),
        topic=f"Budget lines of {METI} for supply chains, by year and purpose",
        subtitle="Billion yen; supplementary budgets and reserve funds",
        note=f"Lines named in {PAPER}; fiscal years begin in April. A purpose that is absent has "
        "no line: it is unknown, not zero.",
        parts=tuple(
            Part("", str(year), PARTS[purpose], found[purpose][year])
            for year in PAPER_YEARS
            for purpose in PURPOSES
            if found[purpose].get(year)
        ),
    )


def largest(table: Table, lines: Sequence[Budget]) -> Bars:
    """The largest budget lines, one bar a line and fiscal year.

    Those that the ministry states itself are only drawn where the paper has none.
    """
    chosen = [line for line in lines if counts(line)]
    own = not chosen  # the ministry's alone, which are in no sum
    chosen = chosen or [line for line in lines if not line.part_of] or list(lines)
    ranked = sorted(chosen, key=lambda line: -line.amount_bn_jpy)
    gone = len(ranked) - MOST_LINES
    stated = "as the ministry states them" if own else f"as {PAPER} names them"
    return Bars(
        title=_budgeted(lines) or first_clause(table),
        topic=f"Largest budget lines of {METI} for supply chains, {stated}",
        subtitle="Billion yen; supplementary budgets and reserve funds of fiscal years from April",
        note=small_print(
            [left_out(gone, "smaller line"), "A line that is absent is unknown, not zero."]
        ),
        bars=tuple(
            Bar(f"{line.line}, {line.fiscal_year}", line.amount_bn_jpy)
            for line in ranked[:MOST_LINES]
        ),
    )
