"""Summaries of the views of policy: one or two sentences from the rows of an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import fsum

from critmin.answers.table import Cell, Table, as_number, several
from critmin.core import arguments
from critmin.core.dates import in_words
from critmin.core.wording import about, between, counted, listed, lower, mineral_name, place, the
from critmin.summaries.phrases import then

Row = dict[str, Cell]
# Flags of records that are no act in force, or that no page with an address states.
NO_ACT = {"state_of_law", "not_in_force", "day_unknown", "date_signed_unknown"}
UNSEEN = {"no_page_seen", "no_address"}
MOST = 3  # minerals or kinds of money that a sentence names
STATUSES = {"unsure": "of unsure state"}
PURPOSES = {
    "other-supply-chain": "other support of supply chains",
    "ev-purchase": "support for buying electric vehicles",
}
METI = "The budget lines of Japan's METI that the paper names"
MILLION, BILLION = 1_000_000, 1_000_000_000
# Groups of awards by name, and what comes before them in a sentence.
GROUPS = {
    "trump-1": "the first Trump administration",
    "biden": "the Biden administration",
    "trump-2": "the second Trump administration",
    "dpa-title-iii": "Title III of the Defense Production Act",
    "doe-grant": "the energy department's grants",
    "doe-loan": "the energy department's loans",
    "doe-equity": "the energy department's equity",
    "dod-equity": "the defence department's equity",
    "dod-loan": "the defence department's loans",
    "dod-other": "other money of the defence department",
    "exim-letter": "letters of the Export-Import Bank",
    "exim-loan": "loans of the Export-Import Bank",
    "dfc": "the Development Finance Corporation",
    "stockpile": "the national stockpile",
    "chips": "the CHIPS Act",
    "ira-credit": "tax credits of the Inflation Reduction Act",
}
LINKS = {
    "mineral": ("minerals", "for"),
    "administration": ("administrations", "of"),
    "programme": ("programmes", "under"),
    "year": ("years", "of"),
    "stage": ("stages", "for"),
    "country": ("countries", "for projects in"),
    "all": ("groups", "for"),
}
FINAL = {"finalised", "restructured"}
KINDS = {
    "grant": ("grant", "grants"),
    "loan": ("loan", "loans"),
    "equity": ("equity stake", "equity stakes"),
    "purchase": ("purchase", "purchases"),
    "price-floor": ("price floor", "price floors"),
    "conditional-loan": ("conditional promise of a loan", "conditional promises of loans"),
    "letter-of-interest": ("letter of interest", "letters of interest"),
    "equity-or-grant": ("award of equity or a grant", "awards of equity or grants"),
    "matching": ("matching award", "matching awards"),
}
# What binds money once it is final.
BINDING = {"grant", "loan", "equity", "purchase", "price-floor"}


def policy(table: Table) -> str:
    """Number of records of each view."""
    count = {str(row["view"]): row["records"] for row in table if row["records"] is not None}
    years = [str(row[end])[:4] for row in table for end in ("first", "last") if row[end]]
    if not count:
        return ""
    return (
        f"On record from {min(years)} to {max(years)}: {count['dpa']} United States acts on "
        f"minerals or under the Defense Production Act, {count['acts']} under any law, "
        f"{count['awards']} federal awards, and {count['meti']} budget lines of Japan's METI. "
        "A missing record does not prove that there is none."
    )


def acts(table: Table) -> str:
    """Number of acts, how many rest on the Defense Production Act, and the newest."""
    rows = [row for row in table if row["source"]]
    if not rows:
        return ""
    flags = [{*several(row["flag"])} for row in rows]
    real = [row for row, own in zip(rows, flags, strict=True) if not own & NO_ACT and row["signed"]]
    days = sorted(str(row["signed"]) for row in rows if row["signed"])
    name = _named(table)
    figure = table.query["view"] == "dpa"  # the acts of Figure 4, and not all on record
    text = counted(len(rows), "United States act" if name or figure else "record")
    text += " of Figure 4" * figure
    if not name and not figure:
        text += " of United States law on minerals, energy and trade"
    elif not name:
        text += ", on minerals or under the Defense Production Act,"
    text += (
        f" {'name' if len(rows) > 1 else 'names'} {name}, its group or a list with it"
        if name
        else ""
    )
    text += f" {'are' if len(rows) > 1 else 'is'} on record" if not name else ""
    text += f", signed {_from_to(days)}" if days else ""
    dpa = sum(row["dpa"] is True for row in rows)
    act_ = "that Act" if "Defense" in text else "the Defense Production Act"
    text += f"; {dpa} {'rest' if dpa != 1 else 'rests'} on {act_}"
    newest = max(real, key=lambda row: str(row["signed"]), default=None)
    after = f"the newest is {_act(newest)}" if newest and len(rows) > 1 else ""
    loose = sum(bool(own & (UNSEEN | NO_ACT)) for own in flags)
    apart = f"{loose} of them are no act in force or rest on no page" if loose > 1 else ""
    return then(text, after, apart, _absent(table))


def _named(table: Table) -> str:
    """Minerals asked for."""
    slugs = arguments.slugs(table.query.get("minerals", ()))
    names = [lower(mineral_name(slug)) for slug in slugs]
    if len(names) > MOST:
        return f"one of {len(names)} minerals"
    return " or ".join(names)


def _from_to(days: Sequence[str]) -> str:
    first, last = in_words(days[0][:7]), in_words(days[-1][:7])
    return f"in {first}" if first == last else f"from {first} to {last}"


def _act(row: Row) -> str:
    """An act by its number or kind, and its day."""
    number = (
        str(row["number"] or "")
        .replace("EO ", "Executive Order ")
        .replace("PD ", "Presidential Determination ")
    )
    kind = str(row["instrument"]).replace("-", " ")
    day = in_words(str(row["signed"]))
    return f"{number} of {day}" if number else f"the {kind} of {day}"


def _absent(table: Table) -> str:
    """Minerals asked for without a record."""
    without: list[str] = []
    for row in table:
        if "no_data" in several(row["flag"]):
            cell = row["minerals"] if "minerals" in row else row["group"]
            without += [lower(mineral_name(slug)) for slug in several(cell)]
    return f"no record of {listed(without)}" if without else ""


def awards(table: Table) -> str:
    """Number of awards by status, and the largest; or the final money of a group."""
    if table.query.get("by"):
        return _summed(table)
    rows = [row for row in table if row["source"]]
    if not rows:
        return ""
    days = sorted(str(row["date"]) for row in rows)
    states = Counter(str(row["status"]) for row in rows)
    said = [f"{n} {STATUSES.get(state, state)}" for state, n in states.most_common()]
    text = f"{counted(len(rows), 'federal award')} of the United States"
    text += f" for {_named(table)}" if _named(table) else " for minerals"
    text += f" {'are' if len(rows) > 1 else 'is'} on record, {_from_to(days)}: {listed(said)}"
    final = [
        row
        for row in rows
        if row["status"] in FINAL and row["counted"] is True and row["amount_usd"] is not None
    ]
    top = max(final, key=lambda row: as_number(row["amount_usd"]) or 0.0, default=None)
    most = ""
    if top:
        limit = "up to " if top["amount_is"] == "ceiling" else ""
        own = f"{limit}{_dollars(as_number(top['amount_usd']) or 0.0)}"
        kind = str(top["instrument"]).replace("-", " ")
        most = f"the largest final one is a {kind} of {own} to {top['recipient']}"
        most = most.replace(" a equity of", " equity of")
    return then(text, most, _absent(table))


def _summed(table: Table) -> str:
    """Final money of the only group, or of the group with the most awards."""
    rows = [row for row in table if row["source"] and row["group"]]
    if not rows:
        return ""
    groups = list(dict.fromkeys(str(row["group"]) for row in rows))
    final = [r for r in rows if r["status"] == "finalised" and r["instrument"] in BINDING] or rows
    counts = {
        group: sum(int(as_number(row["awards"]) or 0) for row in final if row["group"] == group)
        for group in groups
    }
    most = max(counts, key=lambda group: counts[group])
    own = [row for row in final if row["group"] == most][:MOST]
    by = str(table.query["by"])
    said = listed([_sum(row) for row in own])
    many, link = LINKS[by]
    if len(groups) == 1:
        lead = f"{said} {'are' if counts[most] > 1 else 'is'} on record {link} {_group(most, by)}"
    else:
        what = "final awards" if final is not rows else "awards"
        lead = f"of {len(groups)} {many}, most {what} are {link} {_group(most, by)}: {said}"
    shared = any(row["amount_usd_low"] != row["amount_usd_high"] for row in own)
    more = "upper figures count awards that are for others too" if shared else ""
    apart = "announced money is apart" if final is not rows else ""
    return then(lead, more, apart, _absent(table))


def _sum(row: Row) -> str:
    """Number of awards of one kind and state, and their sum."""
    number = int(as_number(row["awards"]) or 0)
    state = "final" if row["status"] == "finalised" else str(row["status"])
    one_, many = KINDS[str(row["instrument"])]
    text = counted(number, f"{state} {one_}", f"{state} {many}")
    low, high = as_number(row["amount_usd_low"]), as_number(row["amount_usd_high"])
    if low is None or high is None:
        return f"{text} (no sum published)"
    without = int(as_number(row["without_amount"]) or 0)
    apart = f", {without} without a published sum" if without else ""
    ceiling = "amount_ceiling" in several(row["flag"])
    one, other = _dollars(low), _dollars(high)
    if one == other or not low:
        return f"{text} ({'up to ' if ceiling or not low else ''}{other}{apart})"
    same_unit = one.split()[1:] == other.split()[1:]
    first = one.split()[0] if same_unit else one.removesuffix(" dollars")
    return f"{text} ({first} to {'at most ' if ceiling else ''}{other}{apart})"


def _group(group: str, by: str) -> str:
    if by == "mineral":
        return lower(mineral_name(group))
    if by == "country":
        return the(place(group))
    if by == "all":
        return "minerals"
    return GROUPS.get(group, group.replace("-", " "))


def _dollars(value: float) -> str:
    """Sum of dollars in billions or millions.

    >>> _dollars(4.7e9), _dollars(335_200_000), _dollars(9_600_000)
    ('4.7 billion dollars', '335 million dollars', '9.6 million dollars')
    """
    if value >= BILLION:
        return f"{_plain(value / BILLION)} billion dollars"
    return f"{_plain(value / MILLION)} million dollars"


def _plain(value: float) -> str:
    text = about(value, 3 if value >= 100 else 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def budgets(table: Table) -> str:
    """Largest purpose, year or line of METI's budget, beside the sum of all lines shown."""
    by = table.query.get("by")
    if by:
        return _budget_sums(table, str(by))
    every = [row for row in table if row["amount_bn_jpy"] is not None]
    rows = [row for row in every if row["in_sums"] is True]
    if not rows:
        own = counted(len(every), "budget line")
        return f"The ministry states {own} of METI for these years; the paper names none."
    top = max(rows, key=_yen)
    years = sorted(int(as_number(row["year"]) or 0) for row in rows)
    return (
        f"{METI} add up to {_total(rows):,.0f} billion yen in {_fiscal(years)}. The "
        f"largest has {_yen(top):,.0f} billion, "
        f"{lower(str(top['budget_line']))}, in {top['year']}."
    )


def _budget_sums(table: Table, by: str) -> str:
    parts = [row for row in table if row["amount_bn_jpy"] is not None and row["year"] is not None]
    if not parts:
        return ""
    years = sorted({int(as_number(row["year"]) or 0) for row in parts})
    groups: dict[Cell, list[Row]] = {}
    for row in parts:
        groups.setdefault(row["purpose" if by == "purpose" else "year"], []).append(row)
    top = max(groups, key=lambda group: _total(groups[group]))
    text = f"{METI} add up to {_total(parts):,.0f} billion yen in {_fiscal(years)}"
    name = PURPOSES.get(str(top), str(top)) if by == "purpose" else f"fiscal {top}"
    if len(groups) == 1:
        return f"{text}{', all for ' + name if by == 'purpose' else ''}."
    return f"{text}; {name} has most, {_total(groups[top]):,.0f} billion."


def _fiscal(years: Sequence[int]) -> str:
    return f"fiscal {years[0]}" if years[0] == years[-1] else f"fiscal {years[0]} to {years[-1]}"


def _yen(row: Row) -> float:
    return as_number(row["amount_bn_jpy"]) or 0.0


def _total(rows: Sequence[Row]) -> float:
    return fsum(_yen(row) for row in rows)


def coverage(table: Table) -> str:
    """Minerals that acts name and money reaches at each date, by number or market value."""
    if table.query.get("summary"):
        return _by_class(table)
    if table.query.get("money"):
        return _money(table)
    rows = [row for row in table if row["as_of"] is not None]
    days = sorted({str(row["as_of"]) for row in rows})
    if not rows:
        return ""
    at = {day: [row for row in rows if row["as_of"] == day] for day in days}
    minerals = list(dict.fromkeys(str(row["mineral"]) for row in rows))
    if len(minerals) == 1:
        return _one_mineral(at, minerals[0])
    named = [_reached(at[day], "words", day) for day in days]
    paid = [_reached(at[day], "money", day) for day in days]
    return (
        f"Of {len(minerals)} minerals, acts name {listed(named)}; public money certainly reaches "
        f"{listed(paid)} (by any of the definitions used)."
    )


def _reached(rows: Sequence[Row], column: str, day: str) -> str:
    return f"{sum(bool(several(row[column])) for row in rows)} by {in_words(day)}"


def _one_mineral(at: dict[str, list[Row]], slug: str) -> str:
    said = []
    for day, rows in at.items():
        number = len(several(rows[0]["acts"]))
        paid = int(as_number(rows[0]["awards"]) or 0)
        acts_ = counted(number, "act") if number else "no act"
        money = counted(paid, "award") if paid else "no award"
        said.append(f"by {in_words(day)} {acts_} and {money}")
    name = lower(mineral_name(slug))
    return f"Acts that name {name} and awards for it: {'; '.join(said)}."


def _by_class(table: Table) -> str:
    """Reach of the first definition of words and of money in the class of all minerals."""
    rows = [row for row in table if row["class_set"] == "whole"] or list(table)
    meanings = {
        note.split(" (", 1)[0]: note.split(": ", 1)[1] for note in table.notes if ": " in note
    }
    said: list[str] = []
    for kind in ("words", "money"):
        of_kind = [row for row in rows if row["reach_kind"] == kind]
        of_kind = [
            row
            for row in of_kind
            if (row["reach"], row["class"]) == (of_kind[0]["reach"], of_kind[0]["class"])
        ]
        texts = [_reach(row, first=not (at or said)) for at, row in enumerate(of_kind)]
        if texts:
            meaning = meanings.get(str(of_kind[0]["reach"]), str(of_kind[0]["reach"]))
            said.append(f"{meaning.removesuffix(' by then')}: {listed(texts)}")
    if not said:
        return ""
    without = rows[0]["without_value"]
    apart = f"{without} minerals without a value are in no share" if without else ""
    first, *others = said
    return then(first, *map(lower, others), apart)


def _reach(row: Row, *, first: bool) -> str:
    low, high = as_number(row["reached_low"]), as_number(row["reached_high"])
    number = f"{low:.0f}" if low == high else f"{low:.0f} to {high:.0f}"
    text = f"{number} of {row['minerals_count']} minerals" if first else number
    least, most = as_number(row["value_share_low"]), as_number(row["value_share_high"])
    if least is not None and most is not None:
        span = between(least, most).removeprefix("between ").replace(" and ", " to ")
        text += f" ({span}{' of the market value' if first else ''})"
    return f"{text} by {in_words(str(row['as_of']))}"


def _money(table: Table) -> str:
    """Final grants for all minerals at each date, by the first definition of money."""
    rows = [row for row in table if row["class_set"] == "whole"] or list(table)
    if not rows:
        return ""
    first = [row for row in rows if row["reach"] == rows[0]["reach"]]
    said: list[str] = []
    for day in sorted({str(row["as_of"]) for row in first if row["as_of"]}):
        own = sorted(
            (row for row in first if row["as_of"] == day),
            key=lambda row: (row["instrument"], row["status"]) != ("grant", "finalised"),
        )
        if own:
            said.append(f"{_sum(own[0])} by {in_words(day)}")
    return f"For all minerals, {listed(said)}; other kinds of money are apart." if said else ""
