"""Pages of the site that are made from the program, by their names in the site.

Each command with what a terminal shows for an example, the functions of Python, the gallery of
pictures, and the notebooks of `examples/`.
"""

from __future__ import annotations

import fcntl
import html
import json
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
from collections.abc import Iterator
from pathlib import Path

import gallery
from critmin.cli import help_text, reference
from critmin.cli.registry import COMMANDS, Command

import critmin
from critmin.drawing.draw import picture

ROOT = Path(__file__).resolve().parents[2]
WIDTH, SHOWN = 100, 30  # columns of the terminal, and lines of an answer that a page shows
# What these print is of the machine, or a file, or a question to a person; their pages have none.
UNSHOWN = {"completion", "config", "doctor", "export", "help", "lake", "mcp", "report", "site"}
COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")


def made(stage: Path) -> dict[str, str]:
    """Text of each page; pictures are written beside them."""
    drawn = pictures(stage / "_extra" / "gallery")
    pages = {f"commands/{one.name}.md": command(one, drawn) for one in COMMANDS.values()}
    pages["gallery.md"] = gallery_page(drawn)
    pages.update(python())
    for path in sorted((ROOT / "examples").glob("*.ipynb")):
        pages[f"examples/{path.stem}.md"] = notebook(path, stage / "examples")
    return pages


def pictures(folder: Path) -> dict[str, tuple[str, str]]:
    """Draw the pictures of the gallery: command line and title of each, by name."""
    folder.mkdir(parents=True)
    found = {}
    for name, line in gallery.PICTURES.items():
        chart = gallery.chart(name)
        drawn = picture(chart, "svg", size="slide")
        (folder / f"{name}.svg").write_bytes(drawn)
        (folder / f"{name}-column.svg").write_bytes(picture(chart, "svg", size="column"))
        found[name] = (f"critmin {line}", title_of(drawn.decode("utf-8")))
    return found


def title_of(drawn: str) -> str:
    """Title of a picture, which is its finding."""
    return html.unescape(" ".join(re.findall(r"<title[^>]*>(.*?)</title>", drawn, re.S)[0].split()))


def image(name: str, title: str, folder: str) -> str:
    """Picture of the gallery, narrow on a narrow screen; its title is for who cannot see it."""
    file = f"{folder}gallery/{name}"
    return (
        f'<picture>\n<source media="(max-width: 640px)" srcset="{file}-column.svg">\n'
        f'<img alt="{html.escape(title)}" src="{file}.svg" loading="lazy">\n</picture>'
    )


def gallery_page(drawn: dict[str, tuple[str, str]]) -> str:
    """Every picture with the command that draws it, under the command's name."""
    lines = ["# Gallery", "", f"{len(drawn)} pictures, each with the command that draws it."]
    lines += ["Add `-o picture.svg`, `.png` or `.pdf` to write it to a file."]
    headings: dict[str, list[str]] = {}
    for name, (line, _) in drawn.items():
        headings.setdefault(line.split()[1], []).append(name)
    for heading, names in headings.items():
        lines += ["", f"## {heading}"]
        for name in names:
            line, title = drawn[name]
            lines += ["", "```sh", line, "```", "", image(name, title, "")]
    return "\n".join(lines) + "\n"


def command(one: Command, drawn: dict[str, tuple[str, str]]) -> str:
    """Page of a command: its help, what a terminal shows for an example, its picture."""
    lines = [f"# critmin {one.name}", "", *"\n\n".join(reference.prose(one)).split("\n")]
    lines += ["", "```text", *help_text.usage(one).splitlines(), "```"]
    lines += reference.code([*help_text.examples(one)], "sh")
    lines += reference.table(reference.explained(one))
    if not one.plain:
        lines += ["", "Answers that are tables also take the [options of the output]"]
        lines[-1] += "(../docs/commands.md#topics)."
    if shown := answer(one):
        lines += ["", "## An answer", "", *shown]
    names = [name for name, (line, _) in drawn.items() if line.split()[1] == one.name]
    if names:
        line, title = drawn[names[0]]
        lines += ["", "## A picture", "", "```sh", f"{line} -o {one.name}.svg", "```", ""]
        lines += [image(names[0], title, "../"), "", "More in the [gallery](../gallery.md)."]
    return "\n".join(lines) + "\n"


def answer(one: Command) -> Iterator[str] | list[str]:
    """What a terminal shows for the first example of a command that prints to it."""
    if one.name in UNSHOWN:
        return []
    line = next((text for text in help_text.examples(one) if " -o " not in text), "")
    if not line:
        return []
    rows = [row.rstrip() for row in terminal(line).splitlines()]
    more = [f"... {len(rows) - SHOWN} more lines"] if len(rows) > SHOWN + 3 else []
    rows = rows[:SHOWN] if more else rows
    return ["```text", f"$ {line}", *rows, *more, "```"]


def terminal(line: str) -> str:
    """Output of a command on a terminal without colours, in a folder with the sample files."""
    with tempfile.TemporaryDirectory() as folder:
        for path in (ROOT / "examples").glob("*.csv"):
            (Path(folder) / path.name).write_bytes(path.read_bytes())
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, WIDTH, 0, 0))
        kept = {key: os.environ[key] for key in ("PYTHONPATH", "PATH") if key in os.environ}
        process = subprocess.Popen(
            [sys.executable, "-m", "critmin", *shlex.split(line)[1:]],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=theirs,
            env={**kept, "TERM": "xterm", "NO_COLOR": "1", "HOME": folder, "PAGER": "cat"},
        )
        os.close(theirs)
        parts = []
        while part := _read(ours):
            parts.append(part)
        os.close(ours)
        code = process.wait()
    text = COLOURS.sub("", b"".join(parts).decode("utf-8").replace("\r\n", "\n"))
    if code:
        raise SystemExit(f"exit code {code}: {line}\n{text}")
    return text


def _read(terminal: int) -> bytes:
    """Next bytes of a terminal; none once its program has ended."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""


def python() -> dict[str, str]:
    """Pages of the functions of Python: one for each group of questions, errors, measures."""
    listed = (critmin.__doc__ or "").partition("by group:\n\n")[2].partition("\n\n")[0]
    groups = re.findall(r"^(\S.*)\n((?:    .*\n?)+)", listed, re.M)
    pages, seen = {}, set()
    for title, lines in groups:
        names = [name for name in re.findall(r"\w+", lines) if name in critmin.__all__]
        names = [name for name in dict.fromkeys(names) if name not in seen]
        seen |= set(names)
        pages[f"python/{_slug(title)}.md"] = _documented(title, "autofunction", names)
    errors = [name for name in critmin.__all__ if isinstance(getattr(critmin, name), type)]
    errors = [name for name in errors if name != "Table"]
    options = (":show-inheritance:",)
    pages["python/errors.md"] = _documented("Errors", "autoexception", errors, options)
    options = (":members:",)
    pages["python/table.md"] = _documented("Answers", "autoclass", ["Table"], options)
    from critmin import measures

    functions = [name for name in measures.__all__ if callable(getattr(measures, name))]
    functions = [name for name in functions if not isinstance(getattr(measures, name), type)]
    text = _documented("Measures", "autofunction", functions, module="critmin.measures")
    pages["python/measures.md"] = text
    left = set(critmin.__all__) - seen - {*errors, "Table"}
    if left:
        raise SystemExit(f"in no group of critmin's docstring: {', '.join(sorted(left))}")
    return pages


def _slug(title: str) -> str:
    return re.sub(r"[^a-z]+", "-", title.lower()).strip("-")


def _documented(
    title: str,
    directive: str,
    names: list[str],
    options: tuple[str, ...] = (),
    *,
    module: str = "critmin",
) -> str:
    """Page with the docstrings of names of a module."""
    lines = [f"# {title}", ""]
    for name in names:
        lines += [f"## {name}", "", "```{eval-rst}", f".. {directive}:: {module}.{name}"]
        lines += [*(f"   {option}" for option in options), "```", ""]
    return "\n".join(lines)


def notebook(path: Path, folder: Path) -> str:
    """Page of an executed notebook: its words, code, and outputs."""
    folder.mkdir(exist_ok=True)
    lines: list[str] = []
    for number, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            lines += [text, ""]
            continue
        lines += ["```python", text, "```", ""]
        for output in cell["outputs"]:
            lines += [*_output(output, folder, f"{path.stem}-{number}"), ""]
    link = f"The notebook: [{path.name}]({path.name})."
    return "\n".join([*lines, link]) + "\n"


def _output(output: dict, folder: Path, name: str) -> list[str]:
    data = output.get("data", {})
    if "image/svg+xml" in data:
        drawn = "".join(data["image/svg+xml"])
        (folder / f"{name}.svg").write_text(drawn, "utf-8")
        return [f"![{title_of(drawn)}]({name}.svg)"]
    text = "".join(output.get("text", data.get("text/plain", "")))
    return ["```text", text.rstrip("\n"), "```"]
