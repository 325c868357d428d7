"""Plain text of a given width: paragraphs, and terms with their explanations."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill

WIDEST_TERM = 30  # a longer term has its explanation on the next line


def wrapped(text: str, width: int, start: str = "", indent: str | None = None) -> str:
    """Break a text between words; all lines but the first are indented as deep as its start."""
    return fill(
        text,
        width,
        initial_indent=start,
        subsequent_indent=" " * len(start) if indent is None else indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def definitions(pairs: Sequence[tuple[str, str]], width: int, room: int = 0) -> list[str]:
    """Terms with their explanations beside them, or below where a term is long."""
    room = room or max((len(term) for term, _ in pairs if len(term) <= WIDEST_TERM), default=0)
    indent = " " * (room + 4)
    lines = []
    for term, text in pairs:
        start = f"  {term.ljust(room)}  "
        if len(term) > room:
            lines.append(f"  {term}")
            start = indent
        lines += wrapped(text, width, start, indent).splitlines()
    return lines
