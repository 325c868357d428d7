"""Text that means something to a terminal, a spreadsheet, a page or a typesetter."""

from __future__ import annotations

import unicodedata

from hypothesis import strategies as st

ESCAPES = (
    "\x1b[31m",
    "\x1b]8;;http://e.test\x1b\\",
    "\x1b]0;t\x07",
    "\x9b31m",
    "\x90q\x9c",
    "\x08",
)
HIDDEN = ("\u202e", "\u2066", "\u200b", "\u200d", "\u200f", "\ufeff", "\u00ad", "\u3164")
LINES = ("\n", "\r", "\r\n", "\t", "\x0b", "\x85", "\u2028", "\x00")
BROKEN = ("\ud800", "\udcff", "\ufffe", "\uffff", "\U000e0041")
FORMULAS = ("=1+1", "+1", "-1", "@x", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0")
MARKUP = [
    "<script>",
    "</td>",
    "<!--",
    "&lt;",
    "]]>",
    "<img/src=x/onerror=y>",
    '"',
    "'",
    "'onload='",
    "|",
    "\\|",
    "`",
    "[x](http://e.test)",
    "![](http://e.test)",
    "<http://e.test>",
    "https://e.test",
    "www.e.test",
    "a@e.test",
    "**b**",
    "__b__",
    "~~s~~",
    "#",
    "1.",
    "---",
    ">",
    "{{7*7}}",
]
TEX = [
    r"$x^2$",
    r"\input{x}",
    r"%",
    r"&",
    r"#",
    r"_",
    r"^",
    r"~",
    r"{",
    r"}",
    r"[a]",
    r"*",
    r"--",
    r"\\",
    r"?`",
]
PLAIN = ("Atlantis", "C", "Сhina", "Åland", "硫", "\u05d0", "#N/A", "NaN", "W", " ", ",", ";", "7")
ALL = (*ESCAPES, *HIDDEN, *LINES, *BROKEN, *FORMULAS, *MARKUP, *TEX, *PLAIN)
TEXTS = st.lists(st.sampled_from(ALL), min_size=1, max_size=4).map("".join)
# One of each kind that an argument can hold, which has no NUL.
ARGUMENT = "a\x1b]0;t\x07\x9b31m\u202eb\u200b\u3164\udcff\n|<b>"


def unseen(text: str, *, layout: str = "\n") -> set[str]:
    """Characters of a text that drive a terminal, hide, or turn a line round."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    found = {
        one for one in text if unicodedata.category(one) in kinds or one in "\u3164\ufffe\uffff"
    }
    return found - {*layout}
