"""Every column an answer can have: one name, one type, one unit, one meaning.

``weight`` says what a narrow terminal gives up first: the lowest goes first,
9 never goes.
"""

from __future__ import annotations

from critmin.answers.policy_columns import POLICY
from critmin.answers.table import Column

_ALL = (
    Column("mineral", "string", "", "Mineral, by its slug", 9),
    Column("stage", "string", "", "Stage of supply", 7),
    Column("basis", "string", "", "What was weighed", 2),
    Column("year", "integer", "", "Year of the figure; the last one of a period average", 8),
    Column("rank", "integer", "", "Rank by descending share; ties share a rank", 3),
    Column("country", "string", "", "Country of the mine or plant, not of its owner", 9),
    Column("iso3", "string", "", "ISO 3166-1 alpha-3 code", 4),
    Column("kind", "string", "", "country, residual, total or bloc", 3),
    Column("quantity", "number", "as in unit", "The figure as the source prints it", 7),
    Column("unit", "string", "", "Unit of the figures", 6),
    Column("share", "number", "fraction", "Share of the denominator", 9),
    Column("flag", "string", "", "Warning codes, separated by ;", 5),
    Column("source", "string", "", "origin@edition of the figures", 8),
    Column("hhi", "number", "0-10,000", "Herfindahl-Hirschman index of the named suppliers", 9),
    Column("hhi_low", "number", "0-10,000", "Lowest index the table allows", 8),
    Column("hhi_high", "number", "0-10,000", "Highest index the table allows", 8),
    Column("band", "string", "", "Concentration band of the index", 8),
    Column("scheme", "string", "", "Scheme that draws the band's limits", 3),
    Column("weight", "string", "", "Weighting of the index: none or wgi", 2),
    Column("denominator", "string", "", "Total the shares are divided by: published or listed", 2),
    Column("cr1", "number", "fraction", "Share of the largest supplier", 5),
    Column("cr3", "number", "fraction", "Share of the three largest named suppliers", 5),
    Column("cr5", "number", "fraction", "Share of the five largest named suppliers", 2),
    Column(
        "effective_suppliers", "number", "count", "Number of equal suppliers with this index", 4
    ),
    Column("top_country", "string", "", "Largest supplier", 7),
    Column("top_iso3", "string", "", "ISO 3166-1 alpha-3 code of the largest supplier", 2),
    Column("countries", "integer", "", "Countries with a figure above zero", 4),
    Column("residual_share", "number", "fraction", "Share not attributed to a country", 4),
    Column("unknown", "integer", "", "Countries whose figure is unknown or withheld", 3),
    Column("hhi_normalised", "number", "0-1", "(HHI - 1/n) / (1 - 1/n)", 1),
    Column("shannon", "number", "nats", "Shannon entropy of the shares", 1),
    Column("theil", "number", "nats", "Theil index of the shares", 1),
    Column("gini", "number", "0-1", "Gini coefficient of the shares", 1),
    Column("rosenbluth", "number", "0-1", "Rosenbluth index of the shares", 1),
    Column("value", "number", "as in unit", "The measure asked for", 9),
    Column("production", "number", "as in unit", "Output of the year", 8),
    Column("production_share", "number", "fraction", "Share of output", 8),
    Column("reserves", "number", "as in unit", "Reserves", 8),
    Column("reserves_share", "number", "fraction", "Share of reserves", 8),
    Column("reserve_years", "number", "years", "Reserves divided by output of the year", 6),
    Column("buyer", "string", "", "Country or bloc that imports", 4),
    Column("buyer_iso3", "string", "", "ISO 3166-1 alpha-3 code of the buyer; a bloc's name", 3),
    Column("supplier", "string", "", "Country of the imports; in a list, as named there", 9),
    Column("supplier_iso3", "string", "", "ISO 3166-1 alpha-3 code of the supplier", 5),
    Column("imports_usd", "number", "USD", "Customs value of the recorded imports", 8),
    Column("imports_t", "number", "t", "Weight of the recorded imports; of the product", 7),
    Column("hs6", "string", "", "HS codes, separated by ;", 4),
    Column("import_hhi", "number", "0-10,000", "Herfindahl-Hirschman index of the imports", 4),
    Column("untapped", "boolean", "", "Reserves and no output in the year shown", 6),
    Column("measure_id", "string", "", "Measure, as named in datasets/controls", 9),
    Column("jurisdiction_iso3", "string", "", "Country whose measure it is", 4),
    Column("announcement", "string", "", "Legal reference", 3),
    Column("type", "string", "", "Kind of measure", 7),
    Column("target", "string", "", "Whom it is aimed at: all, a country, a bloc, not-stated", 6),
    Column("forms", "string", "", "Items controlled, separated by ;", 2),
    Column("announced", "string", "date", "Day, month or year of announcement", 3),
    Column("effective", "string", "date", "Day, month or year from which it applies", 5),
    Column("suspended_from", "string", "date", "First suspended day", 4),
    Column("suspended_until", "string", "date", "Last suspended day", 4),
    Column("ended", "string", "date", "Last day in force", 4),
    Column("status", "string", "", "State on the day asked for", 9),
    Column("next_event", "string", "", "What changes next", 5),
    Column("next_event_date", "string", "date", "When; of an end the last day before it", 6),
    Column("verified_through", "string", "date", "Newest day that its own sources cover", 5),
    Column("disruption_id", "string", "", "Disruption, as named in datasets/controls", 9),
    Column("title", "string", "", "What happened", 8),
    Column("started", "string", "date", "Day, month or year of its start", 6),
    Column("last_seen", "string", "date", "Newest day that its sources cover", 6),
    Column("line", "integer", "", "Line in the file, the header being line 1", 6),
    Column("material", "string", "", "Material as the list names it", 7),
    Column("matched", "boolean", "", "Mineral, country and stage of the line are known", 8),
    Column("own_share", "number", "fraction", "Share of the list's supply of the mineral", 9),
    Column("world_share", "number", "fraction", "Country's share of the world at the stage", 9),
    Column("own_hhi", "number", "0-10,000", "Index of the list's countries", 7),
    Column("world_hhi", "number", "0-10,000", "Index of the world's countries", 7),
    Column("under_control", "boolean", "", "An export control reaches it on the day", 8),
    Column("control_ids", "string", "", "Measures that reach it, separated by ;", 6),
    Column(
        "stop_takes",
        "number",
        "fraction",
        "Share of the list's supply of the mineral at the "
        "stage that a stop of the line's country takes",
        8,
    ),
    Column(
        "nir",
        "number",
        "fraction",
        "Net import reliance as printed; a limit where state is "
        "greater_than or less_than, empty for a net exporter",
        9,
    ),
    Column(
        "state",
        "string",
        "",
        "State of the printed reliance; of the recomputed one where none is printed",
        8,
    ),
    Column(
        "computed_nir",
        "number",
        "fraction",
        "Net import reliance recomputed from the statistics that count; below 0 for a net exporter",
        8,
    ),
    Column(
        "apparent_consumption",
        "number",
        "as in unit",
        "Apparent consumption as printed; recomputed where the flag says so",
        6,
    ),
    Column(
        "sources_named",
        "string",
        "",
        "Leading import sources and their shares; of the USGS an average of four years",
        6,
    ),
    Column("form", "string", "", "Form that the figure is of", 4),
    Column("computed_low", "number", "fraction", "Lowest reliance that lumped output allows", 5),
    Column("computed_high", "number", "fraction", "Highest reliance that lumped output allows", 5),
    Column("method", "string", "", "Published method of the score", 4),
    Column("score", "number", "as in method", "Supply risk score", 9),
    Column("hhi_part", "number", "as in method", "Concentration of world supply in the score", 6),
    Column("import_part", "number", "as in method", "Import side of the score", 6),
    Column("reliance", "number", "fraction", "Import reliance in the score", 6),
    Column("recycling", "number", "fraction", "End-of-life recycling input rate in the score", 5),
    Column(
        "substitution", "number", "0-1", "Substitution index in the score; 1 has no substitute", 5
    ),
    Column("period", "string", "", "Month or year of the price", 9),
    Column("price", "number", "as in unit", "Price as the source prints it, or its mean", 9),
    Column("index", "number", "base = 100", "Price against that of the base", 7),
    Column("value_usd", "number", "USD", "Market value", 9),
    Column("demand_t", "number", "t", "Demand of the year, in the weight that it is counted in", 6),
    Column("price_usd_t", "number", "USD/t", "Mean price of the year", 6),
    Column("output_t", "number", "t", "Output of the world, other countries included", 6),
    Column("figure", "integer", "", "Figure of the paper", 4),
    Column("item", "string", "", "Place in the figure", 9),
    Column("paper", "string", "", "What the paper prints", 8),
    Column("here", "string", "", "What stands here instead", 8),
    Column("why", "string", "", "Reason for the difference", 7),
    Column("in_paper", "string", "", "paper, missing (older than its last row) or later", 8),
    Column(
        "date",
        "string",
        "date",
        "Day, month or year of an event or award; of a control its first day in force",
        9,
    ),
    Column("until", "string", "date", "Last day", 4),
    Column("move", "string", "", "Kind of measure, or what an event does", 8),
    Column("uses", "string", "", "Primary applications as the USGS prints them", 5),
    Column("paper_period", "string", "", "Month that the paper prints", 3),
    Column("paper_use", "string", "", "Use that the paper prints", 3),
    Column("id", "string", "", "Claim, as named in datasets/claims.csv", 9),
    Column("claim", "string", "", "What the paper says, in other words", 9),
    Column("section", "string", "", "Where it says so", 3),
    Column("hypothesis", "string", "", "What would make it true", 4),
    Column("result", "string", "", "What the tables say", 9),
    Column("verdict", "string", "", "holds, partly, fails, open or not testable", 9),
    Column("caveat", "string", "", "What the test leaves out", 2),
    Column("case", "string", "", "Of what the figure is", 9),
    Column("compared", "string", "", "Figure that is compared", 7),
    Column(
        "value_low", "number", "as in unit", "The figure, or the lower end of what it can be", 9
    ),
    Column(
        "value_high", "number", "as in unit", "The figure, or the upper end of what it can be", 8
    ),
    Column("comparison", "string", "", "How it must stand to the limit", 7),
    Column("limit", "number", "as in unit", "What it is compared with", 8),
    Column("holds", "boolean", "", "Whether it does; empty where the figures leave it open", 8),
    Column("counts", "boolean", "", "Whether the verdict rests on it", 6),
)
BY_NAME = {column.name: column for column in (*_ALL, *POLICY)}


def columns(names: str) -> tuple[Column, ...]:
    """Columns of the space-separated names, in order."""
    return tuple(BY_NAME[name] for name in names.split())


def weighing(chosen: tuple[Column, ...], **weights: int) -> tuple[Column, ...]:
    """Columns with weights of their own where an answer needs others kept on a narrow terminal."""
    return tuple(c._replace(weight=weights.get(c.name, c.weight)) for c in chosen)
