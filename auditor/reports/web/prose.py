"""A rule's page (Markdown) as HTML under the page's own headings; what is HTML in it stays text."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from auditor.model.text import printable

MAX_PROSE = 40_000
"""Characters of a page that are shown; the standard's own have some 3,000."""
_LEFT_OUT = ["image", "link", "autolink", "html_block", "html_inline"]
"""Markdown that stays text: a page of the dashboard leads nowhere else."""
_LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}


@lru_cache(512)
def prose(markdown: str) -> Markup:
    """*markdown* without its title, its other headings one level lower; no HTML of its own, no picture."""
    parser = MarkdownIt("commonmark", {"html": False}).disable(_LEFT_OUT)
    tokens = parser.parse(printable(markdown[:MAX_PROSE], keep="\n\t"))
    if tokens and tokens[0].type == "heading_open" and tokens[0].tag == "h1":
        tokens = tokens[3:]
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _LOWER.get(token.tag, token.tag)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704  (rendered without its HTML)
