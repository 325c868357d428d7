"""A page in HTML, from its blocks: one template, one style, one script; uses the template engine.

A page allows itself only its own style and script (content security policy by hashes), loads
nothing and works from a folder.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from critmin.core import sources
from critmin.core.dates import in_words
from critmin.core.files import own_text
from critmin.core.sources import Source
from critmin.drawing import svg
from critmin.pages import page_words as words
from critmin.pages.blocks import Block, Day, Page
from critmin.pages.page_figures import drawn

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent


@cache
def engine(*folders: Path) -> Environment:
    """Template engine that finds the shared templates, and those of other folders before them."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([*folders, HERE]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=64,
        auto_reload=False,
    )
    made.filters |= {"licence": words.licence, "edition": words.edition, "in_words": in_words}

    def kind(of: object) -> str:
        return type(of).__name__.lower()

    def write(block: Block) -> Markup:
        found: Markup = getattr(macros, kind(block))(block)
        return found

    made.globals |= {"drawn": drawn, "day": Day, "kind": kind, "write": write}
    macros: Any = made.get_template("blocks.html").module
    return made


def written(
    page: Page,
    *folders: Path,
    template: str = "page.html",
    scripts: Sequence[str] = (),
    own_style: str = "",
    **values: Any,
) -> str:
    """Write a page.

    Parameters
    ----------
    page : Page
        Its blocks.
    *folders : Path
        Folders with templates of its own.
    template : str
        The template; another one extends ``page.html``.
    scripts : sequence of str
        Further sources that the page's policy allows for scripts, as ``'sha256-...'``.
    own_style : str
        Rules after those of all pages.
    **values
        What a template of its own uses besides.

    Returns
    -------
    str
        HTML.
    """
    from critmin import __version__

    style, script = style_text() + trusted(own_style), script_text()
    shared = {
        "page": page,
        "version": __version__,
        "edition": sources.data_edition(),
        "style": style,
        "script": script,
        "policy": policy(style, script, scripts),
    }
    text: str = engine(*folders).get_template(template).render(shared | values)
    return text


@cache
def style_text() -> Markup:
    """Style of all pages: the palette in light and dark, and what is common."""
    return trusted(svg.palette_css() + bundled(HERE / "page.css"))


@cache
def script_text() -> Markup:
    """Script of all pages."""
    return trusted(bundled(HERE / "page.js"))


def trusted(text: str) -> Markup:
    """Text of our own that a page has as it is."""
    from markupsafe import Markup

    return Markup(text)


@cache
def bundled(path: Path) -> str:
    """Style or script of ours without its indents and its lines of comment."""
    lines = (line.strip() for line in own_text(path).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def policy(style: str, script: str, scripts: Sequence[str] = ()) -> str:
    """Content security policy: nothing is loaded, and only the page's own style and script run."""
    allowed = " ".join([hashed(script), *scripts])
    return (
        f"default-src 'none'; style-src {hashed(style)}; script-src {allowed}; "
        "base-uri 'none'; form-action 'none'"
    )


def hashed(text: str) -> str:
    """Source of a policy that allows one style or script of a page, by its SHA-256."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def cited(every: Iterable[Source]) -> list[Source]:
    """Sources once each, by id."""
    found = {source.id: source for source in every}
    return [found[id_] for id_ in sorted(found)]
