"""Settings of Sphinx for the pages that `docs/build_site.py` lays out."""

from pygments.lexers import TextLexer
from sphinx.application import Sphinx

import critmin

project = "critmin"
author = copyright = "The critmin developers"
release = version = critmin.__version__
html_title = f"critmin {release}"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
root_doc = "index"
exclude_patterns = ["_build", "_extra"]
nitpicky = True
smartquotes = False  # it would make one dash of the two of an option
# Types of annotations and of numpy docstrings are words for people; no page describes them.
nitpick_ignore_regex = [("py:.*", ".*")]
suppress_warnings = ["config.cache"]

# The pages read well where they lie: anchors are those that a repository's viewer makes.
myst_heading_anchors = 4
myst_enable_extensions = ["attrs_block"]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
add_module_names = False

html_theme = "furo"
html_static_path = ["_static"]
html_extra_path = ["_extra"]  # pictures, in two widths
html_css_files = ["site.css"]
html_favicon = "_static/icon.svg"
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"


def setup(app: Sphinx) -> None:
    """Let blocks of CSV be text: Pygments has no lexer for them."""
    app.add_lexer("csv", TextLexer)
