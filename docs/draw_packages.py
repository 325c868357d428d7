"""Draw the packages and their imports, and list the modules, in docs/architecture.md.

``python docs/draw_packages.py`` writes docs/pictures/packages.svg and the list between the
marks in docs/architecture.md; ``--check`` fails where one of them is not current.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import current

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "architecture.md"
PICTURE = ROOT / "docs" / "pictures" / "packages.svg"
START, END = "<!-- modules: written by docs/draw_packages.py -->", "<!-- end of modules -->"
WIDTH, HEIGHT, SLOT, GAP_X, GAP_Y, MARGIN = 138, 46, 14, 18, 44, 16
SWEEPS = 6
INK, LINE, FILL = "#1f2933", "#7b8794", "#e8eef4"


def order() -> tuple[str, ...]:
    """Packages, lowest first, as pyproject.toml states the rule."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return (*project["tool"]["critmin"]["packages"], "cli")


def folder(package: str) -> Path:
    """Where a package lies in the tree."""
    return ROOT / "cli" if package == "cli" else ROOT / "critmin" / package


def imports() -> dict[str, set[str]]:
    """By package the packages that its modules import, at any place in them."""
    found: dict[str, set[str]] = {}
    for package in order():
        below = found.setdefault(package, set())
        for path in folder(package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                    first, _, rest = node.module.partition(".")
                    names = [rest.partition(".")[0]] if rest else [a.name for a in node.names]
                    below |= set(names) & set(order()) if first == "critmin" else set()
        below.discard(package)
    return found


def reduced(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """Without the imports that another path of imports already implies."""
    reach: dict[str, set[str]] = {}
    for package in graph:
        reach[package] = graph[package].union(*(reach.get(b, set()) for b in graph[package]))
    return {
        package: {b for b in below if not any(b in reach[c] for c in below if c != b)}
        for package, below in graph.items()
    }


def levels_of(graph: dict[str, set[str]]) -> dict[str, int]:
    """Each package's longest path down to the lowest one."""
    depth: dict[str, int] = {}
    for package in graph:
        depth[package] = 1 + max((depth[below] for below in graph[package]), default=-1)
    return depth


def routed(graph: dict[str, set[str]]) -> tuple[list[list[str]], list[tuple[str, ...]]]:
    """Rows of boxes and of free slots, the top row first, and each import as a way through them.

    An import that crosses rows gets a slot of its own in each, so that no line runs behind a box.
    Rows are ordered by the mean place of what they are joined with.
    """
    level = levels_of(graph)
    found: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for package in graph:
        found[level[package]].append(package)
    ways = []
    for package, below in reduced(graph).items():
        for other in sorted(below):
            slots = [f"{package}>{other}@{row}" for row in range(level[other] + 1, level[package])]
            for row, slot in enumerate(slots, level[other] + 1):
                found[row].append(slot)
            ways.append((package, *reversed(slots), other))
    straightened(found, ways)
    return found[::-1], ways


def straightened(rows: list[list[str]], ways: list[tuple[str, ...]]) -> None:
    """Order each row by the mean place of what its boxes and slots are joined with."""
    joined: dict[str, list[str]] = {}
    for way in ways:
        for one, next_ in pairwise(way):
            joined.setdefault(one, []).append(next_)
            joined.setdefault(next_, []).append(one)

    def mean_place(name: str) -> float:
        place = {other: x for row in rows for other, x in spread(row).items()}
        return sum(place[other] for other in joined[name]) / len(joined[name])

    for _ in range(SWEEPS):
        for row in (*rows[1:], *rows[-2::-1]):
            means = {name: mean_place(name) for name in row}
            row.sort(key=means.__getitem__)


def spread(row: list[str]) -> dict[str, float]:
    """Where the middle of each box or slot of a row stands, the row's own middle at 0."""
    widths = [SLOT if "@" in name else WIDTH for name in row]
    x = -(sum(widths) + GAP_X * (len(row) - 1)) / 2
    found = {}
    for name, width in zip(row, widths, strict=True):
        found[name] = x + width / 2
        x += width + GAP_X
    return found


def line(way: tuple[str, ...], placed: dict[str, tuple[float, float]]) -> str:
    """An import as a curve from the lower edge of a box, through free slots, to another box."""
    x, y = placed[way[0]]
    y += HEIGHT
    parts = [f"M{x:.0f} {y:.0f}"]
    for name in way[1:]:
        to_x, to_y = placed[name]
        middle = (y + to_y) / 2
        parts.append(f"C{x:.0f} {middle:.0f} {to_x:.0f} {middle:.0f} {to_x:.0f} {to_y:.0f}")
        x, y = to_x, to_y
        if "@" in name:
            y += HEIGHT
            parts.append(f"L{x:.0f} {y:.0f}")
    return (
        f'<path d="{" ".join(parts)}" fill="none" stroke="{LINE}" stroke-width="1.2" '
        'marker-end="url(#tip)"/>'
    )


def picture() -> str:
    """The packages as boxes, each import as a line from the importer down to what it imports."""
    graph = imports()
    drawn = {package: below for package, below in graph.items() if package != "cli"}
    rows, ways = routed(drawn)
    half = max(max(map(abs, spread(row).values())) for row in rows) + WIDTH / 2 + MARGIN
    placed = {
        name: (half + x, MARGIN + HEIGHT + GAP_Y + number * (HEIGHT + GAP_Y))
        for number, row in enumerate(rows)
        for name, x in spread(row).items()
    }
    height = 2 * MARGIN + (len(rows) + 1) * HEIGHT + len(rows) * GAP_Y
    boxes = [
        f'<rect x="{MARGIN}" y="{MARGIN}" width="{2 * half - 2 * MARGIN:.0f}" height="{HEIGHT}" '
        f'rx="5" fill="{FILL}" stroke="{INK}"/>'
        f'<text x="{half:.0f}" y="{MARGIN + 20}" font-weight="bold">cli</text>'
        f'<text x="{half:.0f}" y="{MARGIN + 36}" font-size="10.5">{modules("cli")}, '
        "may import all below</text>"
    ]
    for package in drawn:
        x, y = placed[package]
        boxes.append(
            f'<rect x="{x - WIDTH / 2:.0f}" y="{y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="5" '
            f'fill="{FILL}" stroke="{INK}"/>'
            f'<text x="{x:.0f}" y="{y + 20:.0f}" font-weight="bold">{package}</text>'
            f'<text x="{x:.0f}" y="{y + 36:.0f}" font-size="10.5">{modules(package)}</text>'
        )
    told = "; ".join(
        f"{package} imports {', '.join(sorted(below)) or 'none'}"
        for package, below in graph.items()
    )
    size = f'viewBox="0 0 {2 * half:.0f} {height}" width="{2 * half:.0f}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" '
            'aria-labelledby="title desc">',
            '<title id="title">The packages of critmin and what each imports</title>',
            f'<desc id="desc">{escape(told)}</desc>',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
            'markerHeight="7" orient="auto">'
            f'<path d="M0 0L8 4L0 8z" fill="{LINE}"/></marker></defs>',
            f'<rect width="{2 * half:.0f}" height="{height}" fill="#ffffff"/>',
            *(line(way, placed) for way in ways),
            f'<g font-family="sans-serif" font-size="13" text-anchor="middle" fill="{INK}">',
            *boxes,
            "</g>",
            "</svg>",
            "",
        ]
    )


def modules(package: str) -> str:
    """How many modules a package has, in words."""
    count = len([p for p in folder(package).rglob("*.py") if p.name != "__init__.py"])
    return f"{count} modules"


def first_line(path: Path) -> str:
    """The first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace("|", "\\|")


def listing() -> str:
    """Every package with its modules, each by the first line of its docstring."""
    lines = []
    for package in order():
        here = folder(package)
        name = "cli/" if package == "cli" else f"critmin/{package}/"
        lines += ["", f"### `{name}`", "", first_line(here / "__init__.py"), ""]
        lines += ["| module | |", "|---|---|"]
        lines += [
            f"| `{path.relative_to(here).as_posix()}` | {first_line(path)} |"
            for path in sorted(here.rglob("*.py"))
            if path.name != "__init__.py"
        ]
    return "\n".join([START, *lines, "", END])


def page(text: str) -> str:
    """The page with a new list between its marks."""
    before, _, rest = text.partition(START)
    return before + listing() + rest.partition(END)[2]


def main() -> int:
    """Write what is not current, or with ``--check`` say so and fail."""
    wanted = {PICTURE: picture(), PAGE: page(PAGE.read_text("utf-8"))}
    return current.write(wanted, "draw_packages.py")


if __name__ == "__main__":
    sys.exit(main())
