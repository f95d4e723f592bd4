"""Markdown to harmless html: no raw html goes in, and what comes out is sanitised when it is saved and again when it is shown."""

import re

import nh3
from django.utils.html import format_html
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

from .media.callouts import AT, CALLOUTS, may_be_in, numbered

_PICTURE = re.compile(r"!\[((?:\\.|[^\]\\\n])*)\]\((media:[0-9a-f]{16})\)")


def is_of_another_host(address):
    """Whether an address has no scheme and yet leads away: "//host", with all that a browser reads as the same."""
    return re.sub(r"[\x00-\x20]+", "", address).replace("%5C", "/").replace("\\", "/").startswith("//")


def _own_picture(state, silent):
    """Only files of the handbook are shown as pictures; any other address stays a link."""
    found = _PICTURE.match(state.src, state.pos)
    if not found or found.end() > state.posMax:
        return False
    if not silent:
        words = re.sub(r"\\(.)", r"\1", found[1])
        token = state.push("image", "img", 0)
        token.attrs, token.content = {"src": found[2], "alt": ""}, words
        token.children = [Token("text", "", 0, content=words)]
    state.pos = found.end()
    return True


_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_markdown.inline.ruler.at("image", _own_picture)
_is_safe = _markdown.validateLink
_markdown.validateLink = lambda url: _is_safe(url) and not is_of_another_host(url)

TAGS = {"p", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "hr", "br", "a", "img"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"*": {"id"}, "a": {"href"}, "ol": {"start", "class"}, "code": {"class"}, "img": {"src", "alt", "data-at"}}
FLOW_CLASS = "language-flow"
CLASSES = {"code": FLOW_CLASS, "ol": CALLOUTS}
SCHEMES = {"https", "http", "mailto", "tel"}
MEDIA = re.compile(r"media:[0-9a-f]{16}\Z")
BLOCK_ID = re.compile(r"^b-[0-9a-f]{8}\Z")

_EMPTY_HEAD = re.compile(r"<thead>\s*<tr[^>]*>\s*(?:<th[^>]*></th>\s*)+</tr>\s*</thead>")
_HEADING = re.compile(r"(</?)h([2-6])\b")
_BEFORE_DASH = re.compile(r" (?=[—–] )")
_NUMBER_AND_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|₽|минут|рабочих|часа?|дней|день|дня|тыс|млн|МБ|га|м\b|minutes|working|days|hours?|MB|ha\b|m\b))"
)
_AFTER_NUMBER_SIGN = re.compile(r"(?<=№) (?=\d)")


OPENING = {"paragraph_open": "p", "heading_open": "h", "list_item_open": "li", "tr_open": "tr", "fence": "code"}
"""Tokens that open a block, and what kind of block it is."""


def parse(markdown):
    tokens = _markdown.parse(markdown)
    return numbered(tokens) if may_be_in(markdown) else tokens


def starts_block(token, inside):
    """Whether a token opens a block; a paragraph inside a list item belongs to the item."""
    return token.type in OPENING and not (token.type == "paragraph_open" and inside)


def to_html(markdown, ids):
    """Html of a text; its blocks carry `ids` in reading order. Headings begin at h2."""
    return html_of(with_ids(parse(markdown), ids))


def with_ids(tokens, ids):
    """The same tokens, their blocks with `ids` in reading order and headings from h2 on."""
    ids, depth = iter(ids), 0
    for token in tokens:
        if starts_block(token, depth):
            token.attrSet("id", f"b-{next(ids)}")
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type.startswith("heading"):
            token.tag = f"h{min(6, max(2, int(token.tag[1]) - 1))}"
    return tokens


def html_of(tokens):
    return sanitised(_markdown.renderer.render(tokens, _markdown.options, {}))


def sanitised(html):
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES | {"media"},
        attribute_filter=_kept_attribute,
        link_rel="noopener noreferrer",
    )


def _kept_attribute(tag, name, value):
    """Ids are those of blocks; a class says that the text is a flow chart or a list tells the numbers of a picture of the handbook."""
    if name == "href" and is_of_another_host(value):
        return None
    if name in ("src", "href") and (tag == "img" or value.startswith("media:")):
        return value if MEDIA.match(value) else None
    if name == "id":
        return value if BLOCK_ID.match(value) else None
    if name == "data-at":
        return value if AT.match(value) else None
    return None if name == "class" and value != CLASSES.get(tag) else value


def set_for_page(html, *, deeper=0):
    """Sanitised once more, with no-break spaces where a line may not end, and headings `deeper` below the page's own."""
    html = sanitised(html)
    if deeper:
        html = _HEADING.sub(lambda found: f"{found[1]}h{min(6, int(found[2]) + deeper)}", html)
    html = _BEFORE_DASH.sub("\u00a0", html)
    html = _AFTER_NUMBER_SIGN.sub("\u00a0", _NUMBER_AND_UNIT.sub("\u00a0", html))
    return _tables_that_scroll(html)


def _tables_that_scroll(html):
    opening = format_html('<div class="k-scroll" role="region" tabindex="0" aria-label="{}"><table class="k-tbl">', _("Table"))
    return _EMPTY_HEAD.sub("", html).replace("<table>", opening).replace("</table>", "</table></div>")
