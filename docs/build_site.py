"""Build the documentation as a site: ``python docs/build_site.py [FOLDER]``.

The pages are the Markdown of the repository, where it lies, with pages made from the program: each
command with an answer, the functions of Python from their docstrings, the gallery, the notebook.
All are laid out in a temporary folder as in the repository, so that their links stay as they are,
and Sphinx makes HTML of them. Its warnings are errors. FOLDER is `build/site` if none is named.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "website"), str(ROOT / "tests" / "pictures")]

import made_pages  # noqa: E402
import picture_fonts  # noqa: E402
from critmin.cli.registry import COMMANDS  # noqa: E402

# Pages of the contents, by heading. What no line names is under the last one.
CONTENTS = {
    "Answers": (*("docs/questions", "docs/walks/*", "gallery", "examples/README", "examples/*"),),
    "Commands": ("docs/commands", *(f"commands/{name}" for name in COMMANDS)),
    "Methods and data": (
        *("docs/methods", "docs/data", "docs/not-known", "docs/validation", "docs/validation/*"),
        *("docs/paper-2-1-chain-of-controls", "docs/paper-3-1-mineral-diplomacy"),
    ),
    "Your own data, other programs": (
        *("docs/own-tables", "docs/scale", "docs/export", "docs/mcp", "docs/other-programs"),
    ),
    "Python": ("docs/python", "python/*"),
    "The project": (
        *("docs/stability", "docs/decisions/README", "docs/architecture", "CONTRIBUTING"),
        *("docs/adding-data", "docs/adding-code", "docs/releasing", "docs/licences"),
        *("CHANGELOG", "SECURITY", "docs/README", "*"),
    ),
}
# What the theme leaves out for people who use a keyboard or hear the page.
ACCESSIBLE = (
    ('<p class="caption" role="heading">', '<p class="caption" role="heading" aria-level="2">'),
    ('<aside class="sidebar-drawer">', '<aside class="sidebar-drawer" aria-label="All pages">'),
    ('<aside class="toc-drawer">', '<aside class="toc-drawer" aria-label="On this page">'),
    ("<pre>", '<pre tabindex="0">'),
    ('<div class="table-wrapper', '<div tabindex="0" class="table-wrapper'),
    ('<th class="head"><p></p></th>', "<td></td>"),
    ('<div id="search-results">', '<h1>Search</h1><div id="search-results">'),
)
ARIMO = "critmin/drawing/LICENSE-arimo.txt"  # goes where the font goes
LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")


def lay_out(stage: Path) -> None:
    """Copy the pages and what they link to, and write those that are made from the program."""
    for folder in ("*.md", "benchmarks/*.md", "docs/**/*.md", "examples/*.md"):
        for path in ROOT.glob(folder):
            copy(path, stage)
    (stage / "README.md").rename(stage / "index.md")
    for name, text in made_pages.made(stage).items():
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / name).write_text(text, "utf-8")
    for path in sorted(stage.rglob("*.md")):
        path.write_text(linked(path, stage), "utf-8")
    with (stage / "index.md").open("a", encoding="utf-8") as file:
        file.write(contents(stage))
    decisions = stage / "docs" / "decisions" / "README.md"
    with decisions.open("a", encoding="utf-8") as file:
        file.write("\n```{toctree}\n:hidden:\n:glob:\n\n[0-9]*\n```\n")
    (stage / "_static").mkdir()
    shutil.copy(ROOT / "docs" / "website" / "conf.py", stage)
    for name in ("docs/website/site.css", "docs/website/icon.svg", ARIMO):
        shutil.copy(ROOT / name, stage / "_static")


def copy(path: Path, stage: Path) -> None:
    """Copy a file to its place below another root."""
    target = stage / path.relative_to(ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, target)


def linked(page: Path, stage: Path) -> str:
    """Text of a page, its links to the first page set right, the files of other links copied."""

    def now(found: re.Match[str]) -> str:
        link, _, part = found[1].partition("#")
        if not link or "://" in link or link.startswith("mailto:"):
            return found[0]
        target = (page.parent / link).resolve()
        if target == (stage / "README.md").resolve():
            up = "../" * (len(page.relative_to(stage).parts) - 1)
            return f"]({up}index.md{'#' * bool(part)}{part})"
        source = ROOT / target.relative_to(stage.resolve())
        if source.is_dir():
            listing(source, target, stage)
            return f"]({link.rstrip('/')}/index.md)"
        if not target.exists():
            copy(source, stage)
        return found[0]

    # Code keeps its text: a block, or a piece in a line, may look like a link.
    parts = re.split(r"(^```.*?^```|`[^`\n]*`)", page.read_text("utf-8"), flags=re.M | re.S)
    return "".join(text if place % 2 else LINK.sub(now, text) for place, text in enumerate(parts))


def listing(source: Path, target: Path, stage: Path) -> None:
    """Copy a folder that a page links to, and write a page that lists its files."""
    files = sorted(path for path in source.iterdir() if path.is_file())
    for path in files:
        copy(path, stage)
    lines = [f"# Files of {source.name}", "", *(f"- [{one.name}]({one.name})" for one in files)]
    (target / "index.md").write_text("\n".join(lines) + "\n", "utf-8")


def contents(stage: Path) -> str:
    """Hidden contents of the first page: they are the menu of every page."""
    pages = sorted(
        str(path.relative_to(stage).with_suffix(""))
        for path in [*stage.rglob("*.md"), *stage.rglob("*.rst")]
    )
    left = [page for page in pages if page != "index" and "/decisions/" not in page]
    left.append("docs/decisions/README")
    text = ""
    for heading, wanted in CONTENTS.items():
        named = {page for lines in CONTENTS.values() for page in lines}
        listed = []
        for line in wanted:
            found = [page for page in left if matches(page, line, named)]
            listed += found
            left = [page for page in left if page not in found]
        text += "\n```{toctree}\n:hidden:\n:caption: " + heading + "\n\n"
        text += "\n".join(listed) + "\n```\n"
    return text


def matches(page: str, line: str, named: set[str]) -> bool:
    """Whether a line of the contents stands for a page: by name, by folder, or by being last."""
    if line == "*":
        return page not in named
    return page == line or (line.endswith("/*") and page.startswith(line[:-1]))


def main() -> int:
    """Build the site."""
    # Sphinx and the commands of the pages run in processes of their own: on this checkout too.
    there = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = f"{ROOT}{os.pathsep}{there}" if there else str(ROOT)
    out = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "site").resolve()
    with tempfile.TemporaryDirectory() as folder:
        stage = Path(folder) / "pages"
        stage.mkdir()
        lay_out(stage)
        command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning"]
        command += ["--nitpicky", "--fresh-env", "--quiet", "-d", f"{folder}/read"]
        code = subprocess.run([*command, str(stage), str(out)], check=False).returncode
    if code:
        return code
    pages = sorted(out.rglob("*.html"))
    for page in pages:
        page.write_text(accessible(page.read_text("utf-8")), "utf-8")
    for drawn in out.rglob("*.svg"):
        if "Arimo" in (text := drawn.read_text("utf-8")):
            drawn.write_text(picture_fonts.with_fonts(text), "utf-8")
    print(f"{len(pages)} pages: {out}")
    return 0


def accessible(text: str) -> str:
    """Text of a page with what the theme leaves out."""
    for before, after in ACCESSIBLE:
        text = text.replace(before, after)
    return text


if __name__ == "__main__":
    sys.exit(main())
