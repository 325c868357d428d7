"""Every column an answer can have: one name, one type, one unit, one meaning.

``weight`` says what a narrow terminal gives up first: the lowest goes first,
9 never goes.
"""

from __future__ import annotations

from critmin.table import Column

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
    Column("hs6", "string", "", "Tariff codes of the imports, separated by ;", 4),
    Column("import_hhi", "number", "0-10,000", "Herfindahl-Hirschman index of the imports", 4),
    Column("untapped", "boolean", "", "Reserves and no output in the year shown", 6),
    Column("measure_id", "string", "", "Measure, as named in datasets/controls", 9),
    Column("jurisdiction_iso3", "string", "", "Country whose measure it is", 4),
    Column("announcement", "string", "", "Legal reference", 3),
    Column("type", "string", "", "Kind of measure", 7),
    Column("target", "string", "", "Whom it is aimed at: all, a country, a bloc, not-stated", 6),
    Column("forms", "string", "", "Items controlled, separated by ;", 2),
    Column("hs6", "string", "", "HS codes wholly or partly inside, separated by ;", 1),
    Column("announced", "string", "", "Day, month or year of announcement", 3),
    Column("effective", "string", "", "Day, month or year from which it applies", 5),
    Column("suspended_from", "string", "", "First suspended day", 4),
    Column("suspended_until", "string", "", "Last suspended day", 4),
    Column("ended", "string", "", "Last day in force", 4),
    Column("status", "string", "", "State on the day asked for", 9),
    Column("next_event", "string", "", "What changes next", 5),
    Column("next_event_date", "string", "", "When; of an end the last day before it", 6),
    Column("verified_through", "string", "", "Newest day that the measure's own sources cover", 5),
    Column("disruption_id", "string", "", "Disruption, as named in datasets/controls", 9),
    Column("title", "string", "", "What happened", 8),
    Column("started", "string", "", "Day, month or year of its start", 6),
    Column("last_seen", "string", "", "Newest day that its sources cover", 6),
    Column("line", "integer", "", "Line in the file, the header being line 1", 6),
    Column("material", "string", "", "Material as the list names it", 7),
    Column("matched", "boolean", "", "Mineral, country and stage of the line are known", 8),
    Column("own_share", "number", "fraction", "Share of the list's supply of the mineral", 9),
    Column("world_share", "number", "fraction", "Country's share of the world at the stage", 9),
    Column("own_hhi", "number", "0-10,000", "Index of the list's countries", 7),
    Column("world_hhi", "number", "0-10,000", "Index of the world's countries", 7),
    Column("under_control", "boolean", "", "An export control reaches it on the day", 8),
    Column("control_ids", "string", "", "Measures that reach it, separated by ;", 6),
    Column("stop_takes", "number", "fraction", "Share of the list's supply of the mineral at the "
           "stage that a stop of the line's country takes", 8),
    Column("nir", "number", "fraction", "Net import reliance as printed; a limit where state is "
           "greater_than or less_than, empty for a net exporter", 9),
    Column("state", "string", "", "State of the printed reliance; of the recomputed one where "
           "none is printed", 8),
    Column("computed_nir", "number", "fraction", "Net import reliance recomputed from the "
           "statistics that count; below 0 for a net exporter", 8),
    Column("apparent_consumption", "number", "as in unit", "Apparent consumption as printed; "
           "recomputed where the flag says so", 6),
    Column("sources_named", "string", "", "Leading import sources and their shares; of the USGS "
           "an average of four years", 6),
    Column("form", "string", "", "Form that the figure is of", 4),
    Column("computed_low", "number", "fraction", "Lowest reliance that lumped output allows", 5),
    Column("computed_high", "number", "fraction", "Highest reliance that lumped output allows", 5),
    Column("method", "string", "", "Published method of the score", 4),
    Column("score", "number", "as in method", "Supply risk score", 9),
    Column("hhi_part", "number", "as in method", "Concentration of world supply in the score", 6),
    Column("import_part", "number", "as in method", "Import side of the score", 6),
    Column("reliance", "number", "fraction", "Import reliance in the score", 6),
    Column("recycling", "number", "fraction", "End-of-life recycling input rate in the score", 5),
    Column("substitution", "number", "0-1", "Substitution index in the score; 1 has no "
           "substitute", 5),
    Column("direct_share", "number", "fraction", "Supplier's share of the buyer's recorded imports "
           "of the form", 9),
    Column("origin_share_low", "number", "fraction", "Share of the buyer's supply, own output and "
           "imports, produced there if imports mix evenly: what is traced to it", 7),
    Column("origin_share_high", "number", "fraction", "... with all that is unexplained", 7),
    Column("unexplained_share", "number", "fraction", "Share of the buyer's supply of unknown "
           "origin", 5),
    Column("under_licence_low", "number", "fraction", "Share of the buyer's recorded imports from "
           "the supplier under an export licence or quota on the day: codes wholly inside", 8),
    Column("under_licence_high", "number", "fraction", "... all codes it touches", 8),
    Column("under_ban_low", "number", "fraction", "Share of the buyer's recorded imports from the "
           "supplier under an export ban on the day: codes wholly inside", 7),
    Column("under_ban_high", "number", "fraction", "... all codes it touches", 7),
    Column("end_use_reach", "boolean", "", "An end-use ban or entity list in force aims at the "
           "buyer; in no share", 4),
    Column("control_status", "string", "", "States of the measures on the day, in the order of "
           "control_ids", 6),
    Column("forms_held", "integer", "", "Traded forms of the mineral with recorded imports", 2),
    Column("forms_all", "integer", "", "Traded forms of the mineral that the concordance knows", 2),
    Column("measure", "string", "", "The share that is compared with the threshold", 9),
    Column("threshold", "number", "fraction", "The share to be above", 6),
    Column("minerals_above", "integer", "", "Minerals with a form above the threshold", 9),
    Column("minerals_counted", "integer", "", "Minerals with a figure of the measure", 8),
    Column("minerals_without", "integer", "", "Minerals without a figure of the measure", 6),
    Column("minerals", "string", "", "The minerals above, separated by ;", 7),
    Column("via", "string", "", "Country that shipped it last; the origin itself where without "
           "a detour", 9),
    Column("via_iso3", "string", "", "ISO 3166-1 alpha-3 code of the last hand", 4),
    Column("origin_iso3", "string", "", "ISO 3166-1 alpha-3 code of the country of production", 6),
    Column("share_low", "number", "fraction", "Share of the buyer's supply that is traced", 9),
    Column("share_high", "number", "fraction", "The same with all that nothing explains", 9),
    Column("stopped", "string", "", "Stops that reach the mineral, separated by ;", 6),
    Column("total_share_low", "number", "fraction", "Share of the buyer's supply, own output and "
           "imports, produced in the stopped suppliers if imports mix evenly: what is traced", 6),
    Column("total_share_high", "number", "fraction", "... with all that is unexplained", 6),
    Column("loss_share_low", "number", "fraction", "Lost share of the buyer's recorded imports if "
           "the stops happen and nothing else reacts, at least", 9),
    Column("loss_share_high", "number", "fraction", "... at most", 9),
    Column("loss_t", "number", "t", "Weight lost in a year, before stocks, at most", 7),
    Column("loss_usd", "number", "USD", "Customs value of it, not damage, at most", 7),
    Column("days_of_cover", "number", "days", "Days that stocks last at the largest loss", 8),
    Column("output_outside_share", "number", "fraction", "World output outside the stopped "
           "suppliers, which use their own too", 6),
    Column("others_loss_share", "number", "fraction", "What all others lose of what they take", 6),
    Column("technology", "string", "", "Car or power plant, by its slug", 9),
    Column("intensity", "number", "as in unit", "Mass of the mineral in one vehicle or megawatt; "
           "of all its minerals where mineral is all", 9),
    Column("total_intensity", "number", "as in unit", "Mass of all minerals of the technology", 6),
    Column("ratio_to_reference", "number", "times", "Total of the technology over the total of "
           "the reference", 7),
    Column("supplier_share", "number", "fraction", "Supplier's share of the world at the stage; "
           "where mineral is all, the mean by mass over the part with a share", 8),
    Column("reference", "string", "", "Technology it is compared with", 6),
    Column("covered_share", "number", "fraction", "Part of the mass with a known share", 5),
    Column("list_id", "string", "", "List, as named in datasets/policy/lists.csv", 8),
    Column("jurisdiction", "string", "", "Government or body that issued the list", 6),
    Column("list_date", "string", "", "Day, month or year of the list", 6),
    Column("category", "string", "", "What the list calls its entries", 6),
    Column("listed_as", "string", "", "Name on the list", 7),
    Column("change", "string", "", "added to or removed from the list that it follows", 8),
    Column("before", "string", "", "List that it follows", 5),
    Column("lists", "integer", "", "Lists that hold it", 7),
    Column("hosts", "string", "", "What it comes with as a by-product, main hosts first", 5),
    Column("host", "string", "", "Mineral or material it comes with", 9),
    Column("role", "string", "", "by-product, or co-product where both pay for the mine", 7),
    Column("part", "string", "", "main where most of its supply comes this way, else part", 6),
    Column("how", "string", "", "Where on the way it is recovered", 6),
    Column("citation", "string", "", "Publication that says so", 4),
)  # fmt: skip
BY_NAME = {column.name: column for column in _ALL}


def columns(names: str) -> tuple[Column, ...]:
    """Columns of the space-separated names, in order."""
    return tuple(BY_NAME[name] for name in names.split())
