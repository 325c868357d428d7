"""Lines of code that read a text by its characters, counted by module.

What a person types, a publisher prints or a table holds is read once, by the modules that are named
here. Anywhere else such a line takes a fact out of a text that critmin itself has written.
"""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"split", "rsplit", "partition", "rpartition", "removeprefix", "removesuffix", "splitlines"}
PATTERNS = {"match", "search", "fullmatch", "findall", "finditer", "sub", "subn"}
# Rooms that read input, each with what it reads; a room is a package or a module.
READERS = {
    "cli": "the command line, and texts of the help",
    "critmin.core": "names, days, years, numbers and ids as they are typed or printed",
    "critmin.user_tables": "users' files",
    "critmin.lakes": "users' trade data",
    "critmin.company": "a company's own list",
    "critmin.drawing": "texts as they are broken into lines",
    "critmin.outlets": "the definitions of the export",
    "critmin.measures.prices": "periods as they are typed",
    "critmin.__main__": "an error of the interpreter",
    "critmin.answers.cautions": "cautions.csv",
    "critmin.answers.columns": "columns as they are named in code",
    "critmin.answers.conditions": "conditions as they are typed",
    "critmin.answers.formats": "formats as they are typed",
    "critmin.answers.ordering": "orders as they are typed",
    "critmin.answers.plain_values": "plain_values.csv",
    "critmin.answers.screens": "screens.csv",
    "critmin.answers.text": "marks of Markdown, HTML and LaTeX in cells",
    "critmin.answers.table": "line ends of a file",
    "critmin.atlas.folder": "the manifest of an atlas",
    "critmin.charts.country_shapes": "country_shapes.csv",
    "critmin.charts.scale": "digits of a number",
    "critmin.clean_products.products": "names of products as they are typed",
    "critmin.comparisons.sides": "the words of a comparison",
    "critmin.declared": "docstrings, annotations and flags as they stand in code",
    "critmin.diplomacy.bundled_tables": "its tables",
    "critmin.disruption.scenario": "stops as they are typed",
    "critmin.export_controls.announcements": "announcements as governments number them",
    "critmin.pages.html_page": "style and script of pages",
    "critmin.pages.page_figures": "drawings as SVG",
    "critmin.paper.bundled_tables": "its tables",
    "critmin.policies.bundled_tables": "its tables",
    "critmin.screening.arrow_rows": "columns of an engine",
    "critmin.supply.governance": "a weight as it is typed",
    "critmin.supply.leader": "notes that a publisher prints",
    "critmin.supply.own_table_reading": "users' files",
    "critmin.supply.share": "--by as it is typed",
    "critmin.supply_risk.eu_parameters": "its tables",
    "critmin.supply_risk.pairings": "its tables",
    "critmin.tracing.chains": "its tables",
    "critmin.tracing.precomputed": "its tables",
    "critmin.trade.lake_source": "names of a lake",
    "critmin.trade.monthly_sample": "its tables",
    "critmin.trade.readers": "its tables",
    "critmin.trade.us_imports": "its tables",
    "critmin.uses.technology_tables": "its tables",
}


def is_reader(module: str) -> bool:
    """Whether a module, or the package that it is in, reads input."""
    parts = module.split(".")
    return any(".".join(parts[:end]) in READERS for end in range(1, len(parts) + 1))


def lines_of(tree: ast.Module) -> set[int]:
    """Lines that take a text apart: by its parts, or by a pattern."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in PARTS | PATTERNS
    }


def counts(root: Path = ROOT) -> Counter[str]:
    """Number of such lines of each module of critmin/ and cli/ that has any."""
    found: Counter[str] = Counter()
    for top in ("critmin", "cli"):
        for path in sorted((root / top).rglob("*.py")):
            lines = lines_of(ast.parse(path.read_text("utf-8")))
            if lines:
                name = ".".join(path.relative_to(root).with_suffix("").parts)
                found[name] = len(lines)
    return found


def outside_readers(root: Path = ROOT) -> Counter[str]:
    """The same, without the modules that read input."""
    return Counter({name: of for name, of in counts(root).items() if not is_reader(name)})


if __name__ == "__main__":
    for name, number in sorted(outside_readers().items()):
        print(f'    "{name}": {number},')
    print(f"{outside_readers().total()} lines outside the readers, {counts().total()} in all")
