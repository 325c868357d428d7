"""Words of a page: headings of columns, cells, reasons and notes, with names for codes. Pure.

Nothing is said twice: notes that differ only in their figures stand once, and cautions that a note
of the rows says do not stand again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from string import ascii_lowercase

from critmin.answers import plain_text, plain_values
from critmin.answers.table import Cell, Column, several
from critmin.core import names, sources
from critmin.core.dates import in_words
from critmin.core.wording import between, capital, few, listed, lower, mineral_name, place

# Ids of records, at the end of a text in brackets or before it: they are in the CSV.
_RECORDS = re.compile(r" \((?:[a-z]+(?:-[a-z0-9]+)*-?\d{4}(?:, | and \d+ more)?)+\)")
_RECORD = re.compile(r"^[a-z]+(?:-[a-z0-9]+)*-?\d{4}: ")
_WORD = re.compile(r"[a-z]+(?:-[a-z0-9]+)*(?:@[\w.]+)?")
_SOURCE = re.compile(r"\b[a-z][a-z0-9-]*@[0-9][\w-]*")
EACH = 4  # names in one cell; the others are counted
HEADINGS = {
    "acts": "Named by acts",
    "actors": "Who acted",
    "answers": "In answer to",
    "apparent_consumption": "Use (apparent consumption)",
    "band": "Concentration",
    "basis": "Measured in",
    "buyer_iso3": "Buyer",
    "computed_nir": "Net import reliance, recomputed",
    "control": "Export control",
    "control_status": "State of the control",
    "countries": "Producers",
    "cr1": "Share of the largest",
    "demand_t": "Demand (t)",
    "direct_share": "Import share",
    "effective": "Since",
    "hhi": "HHI",
    "hhi_high": "HHI, highest",
    "hhi_low": "HHI, lowest",
    "hhi_part": "Concentration of supply",
    "hosts": "Comes with",
    "import_part": "Import side",
    "imports_t": "Imports (t)",
    "imports_usd": "Imports (USD million)",
    "jurisdiction_iso3": "Country",
    "jurisdiction": "Issued by",
    "kind": "Kind",
    "kinds": "What happened",
    "list_date": "Date",
    "list_id": "List",
    "listed_as": "Listed as",
    "lists": "Official lists",
    "loss_t": "Loss (t a year)",
    "loss_usd": "Loss (USD million)",
    "measure": "Measure",
    "measure_id": "Record",
    "minerals": "Minerals",
    "minerals_above": "Minerals above",
    "minerals_counted": "Minerals counted",
    "minerals_reported": "Minerals in reports",
    "minerals_without": "Minerals without a figure",
    "next_event": "What changes next",
    "next_event_date": "Next change",
    "nir": "Net import reliance",
    "origin_iso3": "Country of production",
    "origin_share_high": "Origin share, at most",
    "origin_share_low": "Origin share, at least",
    "others_loss_share": "Loss of all other buyers",
    "output_outside_share": "World output elsewhere",
    "preferred": "Used by default",
    "price_usd_t": "Price (USD/t)",
    "producers": "Producers",
    "production": "Output",
    "production_share": "Share of output",
    "quantity": "Output",
    "reserve_years": "Reserves, years of output",
    "reserves_share": "Share of reserves",
    "status": "State",
    "supplier": "Supplier",
    "supplier_iso3": "Supplier",
    "suspended_until": "Suspended until",
    "targets": "Aimed at",
    "target": "Towards",
    "title": "What",
    "top_country": "Largest",
    "total_share_high": "Origin share, at most",
    "total_share_low": "Origin share, at least",
    "type": "Control",
    "under_ban_high": "Under a ban, at most",
    "under_ban_low": "Under a ban, at least",
    "under_licence_high": "Under licence, at most",
    "under_licence_low": "Under licence, at least",
    "unknown": "Producers without a figure",
    "untapped": "Reserves without output",
    "value_usd": "Value (USD million)",
    "verified_through": "Last confirmed",
}
# Words of closed vocabularies where underscores and hyphens are not enough.
WORDS = {
    ("band", "high"): "high",
    ("basis", "contained"): "contained metal",
    ("basis", "product"): "product weight",
    ("basis", "gross-weight"): "gross weight",
    ("basis", "as-published"): "as published",
    ("basis", "reo"): "rare-earth oxides",
    ("basis", "magnet-reo"): "oxides of magnet rare earths",
    ("basis", "battery-grade"): "battery grade",
    ("basis", "k2o"): "potassium oxide",
    ("basis", "tio2"): "titanium dioxide",
    ("basis", "as2o3"): "arsenic trioxide",
    ("control", "ban"): "export ban",
    ("control", "ban-in-part"): "export ban on some of it",
    ("control", "licence"): "export licence",
    ("control", "licence-in-part"): "export licence on some of it",
    ("control", "quota"): "export quota",
    ("control", "quota-in-part"): "export quota on some of it",
    ("control", "other"): "of another kind, or towards some",
    ("control", "not-confirmed"): "not confirmed to be in force",
    ("kind", "event"): "next change",
    ("kind", "mou"): "memorandum",
    ("kind", "sale"): "sold to the world",
    ("kind", "residual"): "not attributed to a country",
    ("kind", "implied"): "implied",
    ("measure", "direct_share"): "import share",
    ("measure", "origin_share_low"): "origin share, at least",
    ("measure", "origin_share_high"): "origin share, at most",
    ("measure", "under_licence_low"): "under export licence, at least",
    ("measure", "under_licence_high"): "under export licence, at most",
    ("measure", "under_ban_low"): "under export ban, at least",
    ("measure", "under_ban_high"): "under export ban, at most",
    ("next_event", "announced-extension-ends"): "announced longer suspension ends",
    ("next_event", "ends"): "ends",
    ("stage", "semi"): "semi-finished",
    ("state", "greater_than"): "more than",
    ("state", "less_than"): "less than",
    ("state", "net_exporter"): "net exporter",
    ("state", "number"): "printed",
    ("status", "in-force"): "in force",
    ("status", "not-seen"): "not seen",
    ("status", "period_average"): "average of several years",
    ("target", "all"): "all countries",
    ("targets", "all"): "all countries",
    ("type", "entity-list"): "list of named firms",
    ("type", "export-licence-catalogue"): "licence catalogue",
    ("type", "end-use-ban"): "end-use ban",
    ("type", "suspension-of-exports"): "suspension of exports",
    ("type", "technology"): "technology licence",
    ("type", "watch-list"): "watch list",
}
MINERALS = {"mineral", "minerals", "minerals_reported", "hosts"}
PLACES = {"buyer_iso3", "jurisdiction_iso3", "parties", "actors", "targets", "target", "stopped"}
# Text of a publisher or of ours, which is no value of a list and stays as it is.
TEXTS = {"title", "forms", "listed_as", "sources_named", "minerals_as_named", "country", "supplier"}
# Traded forms, which the column of stages also names.
PRODUCED = {"ore", "intermediate", "refined", "ferroalloy", "magnet", "semi", "downstream"}
LICENCES = {"etalab-2.0": "Etalab Open Licence 2.0", "CC0-1.0": "CC0 1.0"}
MILLIONS = {"imports_usd", "loss_usd", "value_usd", "amount_usd"}


def heading(column: Column, cells: Sequence[Cell] = ()) -> str:
    """Heading of a column, with its unit where all figures have one.

    >>> heading(Column("imports_usd", "number", "USD")), heading(Column("score_low", "number"))
    ('Imports (USD million)', 'Score low')
    >>> heading(Column("stage", "text"), ["ore", "refined"])
    'Form'
    """
    if column.name == "stage" and not PRODUCED.isdisjoint(cells):
        return "Form"
    return HEADINGS.get(column.name) or capital(column.name.replace("_", " "))


def cell(column: str, value: Cell, row: Mapping[str, object]) -> str:
    """Cell of text in words: names of minerals and places, days in words, values of a list.

    >>> cell("mineral", "rare-earths", {}), cell("effective", "2025-12-01", {})
    ('Rare earths', '1 December 2025')
    >>> cell("parties", ("USA", "eu27"), {}), cell("type", "end-use-ban", {})
    ('United States and EU27', 'end-use ban')
    """
    words = list(dict.fromkeys(_one(column, one, row) for one in several(value)))
    if column in MINERALS and len(words) > 1:
        words = [capital(lower(words[0])), *map(lower, words[1:])]
    return listed(words) if len(words) <= EACH + 1 else few(words, EACH)


def _one(column: str, value: str, row: Mapping[str, object]) -> str:
    if column in MINERALS:
        return mineral_name(value)
    if column in PLACES and value in _places():
        return place(value)
    if column in TEXTS:
        return " ".join(value.split())
    known = WORDS.get((column, value)) or plain_values.plain(column, value, row)
    if known != value:
        return known
    return _day(value) or value.replace("_", " ").replace("-", " ")


def reason(text: str) -> str:
    """Reason for no data as a sentence: names for minerals and sources, without options.

    >>> reason("no data for rare-earths; iea@2025 has it for refining; name it with --stage")
    'No data for rare earths; IEA Critical Minerals Data Explorer 2025 has it for refining.'
    """
    clauses = [clause for clause in text.split("; ") if "--" not in clause]
    named = _SOURCE.sub(_cited, "; ".join(clauses or [text]))
    said = capital(plain_text.readable(named) or named)
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _cited(found: re.Match[str]) -> str:
    source = sources.editions().get(found[0])
    return found[0] if source is None else f"{source.publisher} {source.edition}"


@cache
def _places() -> frozenset[str]:
    return frozenset(names.countries()) | frozenset(names.bloc_names())


def millions(usd: float) -> str:
    """Dollars in millions with three significant figures.

    >>> millions(562_636_796), millions(68_907_783), millions(11), millions(0)
    ('563', '68.9', 'under 0.01', '0')
    """
    value = usd / 1e6
    if 0 < value < 0.01:
        return "under 0.01"
    return f"{value:,.{0 if value >= 100 or value == 0 else 1 if value >= 10 else 2}f}"


def reliance(text: str, value: float, row: Mapping[str, object]) -> str:
    """Net import reliance: its range where one is known, and the word for net exporters.

    >>> reliance("100.0%", 1.0, {"state": "less_than", "computed_low": 0.13, "computed_high": 1})
    '13% to 100%'
    >>> reliance("50.0%", 0.5, {"state": "greater_than"}), reliance("-82%", -0.82, {})
    ('more than 50.0%', 'net exporter')
    """
    low, high, state = row.get("computed_low"), row.get("computed_high"), row.get("state")
    if isinstance(low, int | float) and isinstance(high, int | float) and low != high:
        return between(low, high).removeprefix("between ").replace(" and ", " to ")
    if value < 0:
        return "net exporter"
    known = {"greater_than": "more than ", "less_than": "less than "}
    return f"{known.get(str(state), '')}{text}"


def beyond(share: float) -> str:
    """A share that would be rounded to none or to all of it, but is neither; empty for others.

    >>> beyond(0.0002), beyond(0.9998), beyond(0.0), beyond(0.5)
    ('under 0.1%', 'over 99.9%', '', '')
    """
    if 0 < share < 0.0005:
        return "under 0.1%"
    return "over 99.9%" if 0.9995 <= share < 1 else ""


def licence(name: str) -> str:
    """Name of a licence as people write it.

    >>> licence("etalab-2.0"), licence("CC0-1.0"), licence("US public domain")
    ('Etalab Open Licence 2.0', 'CC0 1.0', 'US public domain')
    """
    return LICENCES.get(name, name)


def edition(text: str) -> str:
    """Edition of a source without what only tells files apart.

    >>> edition("2020mean"), edition("2026")
    ('2020', '2026')
    """
    return text.removesuffix("mean")


def _day(value: str) -> str:
    """A day or month in words; empty for other text.

    >>> _day("2025-12"), _day("quota"), _day("2025")
    ('December 2025', '', '')
    """
    if len(value) in {7, 10} and value[:4].isdigit() and value[4] == "-":
        return in_words(value)
    return ""


def letter(at: int) -> str:
    """Letters from a to z, then aa, ab.

    >>> letter(0), letter(25), letter(26)
    ('a', 'z', 'aa')
    """
    first, last = divmod(at, 26)
    return (ascii_lowercase[first - 1] if first else "") + ascii_lowercase[last]


def plain(text: str) -> str:
    """A text with names for ids, as a sentence.

    >>> plain("no data for steel-slag: usgs@2026 prints only a world total")
    'No data for steel slag: USGS Mineral Commodity Summaries 2026 prints only a world total'
    >>> plain("baci-hs92, 2024: it records Other Asia")
    'CEPII BACI HS92, 2024: it records Other Asia'
    >>> plain("cn-ga-ge-2023: a step of one state (project-vault-2026, cn-72-2025)")
    'A step of one state'
    >>> plain("Rare-earths refined 2015: import HHI 2,877")
    'Rare earths refined 2015: import HHI 2,877'
    """
    first = text[:1].lower() + text[1:]
    head = _WORD.match(first)
    if head and (head[0] in _ids() or _RECORD.match(first)):
        text = first
    named = _WORD.sub(lambda found: _ids().get(found[0], found[0]), text)
    return capital(_RECORD.sub("", _RECORDS.sub("", named)))


def differently(texts: Iterable[str]) -> Iterator[str]:
    """The first of texts that differ only in their figures.

    >>> list(differently(["Tin 2015: HHI 2,877", "Tin 2016: HHI 2,618", "Zinc 2016: HHI 1"]))
    ['Tin 2015: HHI 2,877', 'Zinc 2016: HHI 1']
    """
    known = set()
    for text in texts:
        form = re.sub(r"\d[\d.,]*", "0", text)
        if form not in known:
            known.add(form)
            yield text


def readable(texts: Iterable[str]) -> Iterator[str]:
    """Notes in plain words; those with codes are left out."""
    for text in texts:
        said = plain_text.readable(plain(text))
        if said:
            yield capital(said)


def unsaid(cautions: Sequence[str], meanings: Sequence[str]) -> tuple[str, ...]:
    """Cautions without those that a note on the rows says already.

    >>> unsaid(["9 tables: the unit is inferred.", "Tin: no data."], ["The unit is inferred"])
    ('Tin: no data.',)
    """
    known = {lower(one).rstrip(".") for one in meanings}
    texts = {one: lower(one.rpartition(": ")[2]).rstrip(".") for one in cautions}
    return tuple(
        one for one in cautions if texts[one] not in known and lower(one).rstrip(".") not in known
    )


@cache
def _ids() -> dict[str, str]:
    """Ids of sources, and of minerals that are no plain word, with their names."""
    found = {slug: lower(one.name) for slug, one in names.minerals().items() if "-" in slug}
    for id_, source in sources.editions().items():
        found[id_] = f"{source.publisher} {source.edition.removesuffix('mean')}".strip()
        if "-" in source.origin:
            found[source.origin] = source.publisher
    return found
