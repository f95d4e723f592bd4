"""Finds the sentences marked for translation, in Python by its syntax tree, in templates by Django's own lexer."""

import ast

from django.template.base import Lexer, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

FUNCTIONS = {"_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "ngettext_lazy": 0}
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}


def in_python(source):
    """(context or None, msgid) pairs."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        texts = [argument.value for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
        if name in FUNCTIONS and texts and node.args[0].__class__ is ast.Constant:
            yield None, texts[0]
        elif name in WITH_CONTEXT and len(texts) > 1:
            yield texts[0], texts[1]


def in_template(source):
    block = None
    for token in Lexer(source).tokenize():
        word = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if word in {"blocktranslate", "blocktrans"}:
            block = {"pieces": [], "trimmed": "trimmed" in token.contents.split(), "context": _context(token.contents)}
        elif word in {"endblocktranslate", "endblocktrans", "plural"} and block is not None:
            if block["pieces"] is not None:
                yield block["context"], _words(block)
            block = None if word != "plural" else {**block, "pieces": None}
        elif block is not None and block["pieces"] is not None:
            block["pieces"].append(_piece(token))
        elif word in {"translate", "trans"}:
            yield from _translated(token.contents)
        elif "_(" in token.contents and token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            yield from _arguments(token.contents)


def _piece(token):
    if token.token_type == TokenType.VAR:
        return f"%({token.contents.split('|')[0].strip()})s"
    return token.contents.replace("%", "%%") if token.token_type == TokenType.TEXT else ""


def _words(block):
    words = "".join(block["pieces"])
    return trim_whitespace(words) if block["trimmed"] else words


def _context(contents):
    bits = list(smart_split(contents))
    return bits[bits.index("context") + 1].strip("\"'") if "context" in bits else None


def _translated(contents):
    bits = list(smart_split(contents))
    if bits[1][0] in "\"'":
        yield _context(contents), bits[1][1:-1].replace('\\"', '"')


def _arguments(contents):
    """`_("…")` given to another tag or filter."""
    start = 0
    while (start := contents.find("_(", start)) >= 0:
        quote = contents[start + 2 : start + 3]
        end = contents.find(f"{quote})", start + 3)
        if quote in "\"'" and quote and end > 0:
            yield None, contents[start + 3 : end]
        start += 2
