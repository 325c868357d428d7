"""Numbers of lines as spans: 2-4, 7. Pure."""

from __future__ import annotations

from collections.abc import Sequence

SPANS_SHOWN = 10


def line_spans(numbers: Sequence[int]) -> str:
    """Ascending numbers of lines in words, ten spans of them at most.

    >>> line_spans([3]), line_spans([2, 3, 4, 9])
    ('line 3', 'lines 2-4, 9')
    """
    spans: list[list[int]] = []
    named = 0
    for number in numbers:
        if spans and number == spans[-1][-1] + 1:
            spans[-1][1:] = [number]
        elif len(spans) == SPANS_SHOWN:
            break
        else:
            spans.append([number])
        named += 1
    shown = ", ".join("-".join(str(end) for end in span) for span in spans)
    rest = len(numbers) - named
    tail = f" and {rest:,} more" if rest else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{tail}"
