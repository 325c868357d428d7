"""What to write for an option that a command does not have: by meaning, not by spelling."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from critmin.declared import listed

# Option as people write it, and the options that may be meant, the likeliest first. The first one
# that the command has is suggested.
MEANT: Mapping[str, tuple[str, ...]] = {
    "--supplier": ("--country", "--stop", "--by"),
    "--suppliers": ("--supplier", "--country", "--stop"),
    "--exporter": ("--supplier", "--country", "--stop"),
    "--producer": ("--country", "--supplier", "--stop"),
    "--seller": ("--supplier", "--country"),
    "--origin": ("--supplier", "--country", "--stop"),
    "--from-country": ("--supplier", "--country", "--stop"),
    "--stop": ("--supplier", "--country"),
    "--buyer": ("--country", "--target", "--party"),
    "--buyers": ("--buyer", "--country"),
    "--importer": ("--buyer", "--country"),
    "--target": ("--buyer", "--country"),
    "--party": ("--country", "--buyer"),
    "--actor": ("--country", "--party"),
    "--partner": ("--supplier", "--party", "--country"),
    "--country": ("--buyer", "--supplier", "--party", "--since-control"),
    "--countries": ("--country", "--buyer", "--supplier", "--party"),
    "--nation": ("--country", "--buyer", "--supplier"),
    "--bloc": ("--by", "--buyer", "--country"),
    "--region": ("--country", "--buyer", "--by"),
    "--jurisdiction": ("--country",),
    "--issuer": ("--country",),
    "--minerals": ("--mineral",),
    "--material": ("--mineral",),
    "--commodity": ("--mineral",),
    "--element": ("--mineral",),
    "--metal": ("--mineral",),
    "--product": ("--mineral",),
    "--stages": ("--stage",),
    "--form": ("--stage", "--forms"),
    "--forms": ("--form", "--stage"),
    "--stage": ("--form",),
    "--years": ("--year",),
    "--period": ("--year", "--from"),
    "--range": ("--year", "--from"),
    "--since": ("--from", "--year"),
    "--start": ("--from", "--year"),
    "--until": ("--to", "--year"),
    "--end": ("--to", "--year"),
    "--from": ("--year",),
    "--to": ("--year",),
    "--year": ("--from", "--as-of"),
    "--date": ("--as-of", "--year", "--from"),
    "--day": ("--as-of", "--year"),
    "--on": ("--as-of", "--year"),
    "--asof": ("--as-of",),
    "--sources": ("--source",),
    "--dataset": ("--source", "--data"),
    "--provider": ("--source",),
    "--edition": ("--source",),
    "--unit": ("--basis",),
    "--input": ("--data",),
    "--file": ("--data", "--output"),
    "--limit": ("--top", "--newest"),
    "--head": ("--top", "--newest"),
    "--first": ("--top", "--newest"),
    "--max": ("--top", "--newest"),
    "-n": ("--top", "--newest"),
    "--last": ("--newest",),
    "--top": ("--newest",),
    "--newest": ("--top",),
    "--group-by": ("--by",),
    "--groupby": ("--by",),
    "--group": ("--by",),
    "--list": ("--country",),
    "--sort-by": ("--sort",),
    "--order-by": ("--sort",),
    "--order": ("--sort",),
    "--fields": ("--columns",),
    "--select": ("--columns",),
    "--cols": ("--columns",),
    "--column": ("--columns",),
    "--out": ("--output",),
    "--outfile": ("--output",),
    "--save": ("--output",),
    "--format-output": ("--format",),
    "--output-format": ("--format",),
    "--fmt": ("--format",),
    "--type": ("--format",),
    "--verbose": ("--notes",),
    "-v": ("--notes",),
    "--debug": ("--notes",),
    "--warnings": ("--notes",),
    "--explain": ("--notes",),
    "--silent": ("--quiet",),
    "--no-warnings": ("--quiet",),
    "--no-header": ("--no-headers",),
    "--decimals": ("--digits",),
    "--precision": ("--digits",),
    "--round": ("--digits",),
    "--chart": ("--plot",),
    "--graph": ("--plot",),
    "--figure": ("--plot",),
    "--threshold": ("--summary",),
    "--weights": ("--weight",),
    "--concentration": ("--extended",),
    "--substitute": ("--substitution",),
    "--stock": ("--stock-days",),
    "--stocks": ("--stock-days",),
    "--days": ("--stock-days", "--expiring"),
}
FORMATS = (
    "csv",
    "tsv",
    "json",
    "jsonl",
    "markdown",
    "md",
    "html",
    "latex",
    "tex",
    "xlsx",
    "excel",
    "parquet",
    "table",
)
SHORT = {"md": "markdown", "tex": "latex", "excel": "xlsx"}
ALIKE = 0.75  # likeness of an option to one that may be meant, in [0, 1]
PLACES = {"--country", "--countries", "--partner", "--nation"}  # buyer or supplier: both are shown
PICTURES = ("png", "svg", "pdf")
# What a command does not do, and the command that does.
ELSEWHERE: Mapping[tuple[str, str], str] = {
    ("share", "--buyer"): "what a buyer imports is in: critmin dependency japan lithium",
    ("trend", "--buyer"): "what a buyer imports is in: critmin dependency japan --year 2015:2024",
    ("hhi", "--buyer"): "the HHI of a buyer's imports is in: critmin dependency japan --extended",
    ("hhi", "--country"): "the HHI is of the whole world; one country is in: critmin share",
    ("hhi", "--supplier"): "the HHI is of the whole world; one country is in: critmin share",
    ("reserves", "--stage"): "reserves are shown beside mine output; stages are in: critmin share",
    ("reliance", "--supplier"): "suppliers are in: critmin dependency usa antimony",
    ("risk", "--supplier"): "suppliers are in: critmin dependency",
    ("price", "--country"): "prices are of the world market",
    ("price", "--buyer"): "prices are of the world market",
    ("price", "--supplier"): "prices are of the world market",
    ("market", "--country"): "the market is the world's",
    ("trend", "--from"): "a span of years is given as --year 2018:2024",
    ("trend", "--to"): "a span of years is given as --year 2018:2024",
    ("trend", "--since"): "a span of years is given as --year 2018:2024",
    ("compare", "--with"): "both sides are names, as critmin compare share gallium 2023 2025",
    ("price", "--by"): "prices are shown as printed, by month or by year: critmin price gallium",
}


def refusal(option: str, command: str, known: Collection[str]) -> str:
    """Message for an option that a command does not have.

    Parameters
    ----------
    option : str
        As typed, with its dashes.
    command : str
        Name of the command; empty before any.
    known : collection of str
        Options of the command.

    Examples
    --------
    >>> refusal("--supplier", "share", {"--country"})
    '--supplier is not an option of share; did you mean --country?'
    >>> refusal("--json", "share", {"--format"})
    '--json is not an option of share; did you mean -f json?'
    """
    said = f"{option} is not an option of {command or 'critmin'}"
    elsewhere = ELSEWHERE.get((command, option))
    if elsewhere:
        return f"{said}; {elsewhere}"
    if option in {"--trade", "--engine"}:
        return f"{said}; these ask your own trade data: {', '.join(listed.that_take('trade'))}"
    meant = _meant(option, command, known)
    return f"{said}; did you mean {meant}?" if meant else said


def _meant(option: str, command: str, known: Collection[str]) -> str:
    """What may be meant: an option that the command has, or a way to write it."""
    word = option.lstrip("-").casefold()
    if word in FORMATS and "--format" in known:
        return f"-f {SHORT.get(word, word)}"
    if word in PICTURES and "--output" in known:
        return f"-o {command}.{word}"
    meant = [one for one in MEANT.get(option.casefold(), ()) if one in known]
    if meant:
        return " or ".join(meant[: 2 if option in PLACES else 1])
    from difflib import get_close_matches

    close = get_close_matches(option, [one for one in known if one.startswith("--")], 2, ALIKE)
    return " or ".join(close)
