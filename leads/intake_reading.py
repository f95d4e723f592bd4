"""A delivery from outside as a list of fields, whatever it was written in: JSON, a form, a multipart form.

Nothing here asks the database or trusts a byte: what cannot be read within the bounds is `Unreadable`.
"""

import json
import re
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import unquote_to_bytes

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.http import parse_header_parameters

from crm_project.lib.encodings import charset_of, decoded, narrowed
from crm_project.lib.text import clean, clean_line

MOST_FIELDS, DEEPEST, LONGEST_NAME = 300, 8, 200
WRAPPERS = {"fields", "form_fields", "formdata", "form_data", "data", "payload", "lead", "contact", "answers", "body", "result"}
_VALUES = ("value", "answer")
_NAMES = ("id", "key", "name")
_LABELS = ("title", "label", "question", "name")
_DESCRIBING = {*_VALUES, *_NAMES, *_LABELS, "type", "raw_value", "required", "value_type", "options", "placeholder"}
_CHARSET = "_charset_"
"""The field in which a browser says in which letters it wrote a form."""
_OF_PART = re.compile(rb"charset=[\"']?([\w.-]{1,40})", re.IGNORECASE)
_BRACKETS = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])+)")


class Unreadable(Exception):
    """Neither JSON nor a form, or more than anybody fills in: `why` is a word for the log."""

    def __init__(self, why):
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Field:
    """`path` is where it stood, `name` what it is known by when it stood on top; `label` and `type` as the sender told them."""

    path: tuple
    value: str
    name: str = ""
    label: str = ""
    type: str = ""

    @property
    def title(self):
        return self.label or self.name.replace("_", " ").strip() or " / ".join(part for part in self.path if part)


@dataclass
class Reading:
    fields: list = field(default_factory=list)
    files: list = field(default_factory=list)


def read(body, content_type="", query=b""):
    """The fields of a body and of the address it came to, and the names of files that came along."""
    kind, declared = _kind_and_charset(content_type)
    files = []
    if kind == "multipart/form-data":
        leaves = _multipart(body, content_type, declared, files)
    elif "json" in kind or narrowed(body).lstrip()[:1] in (b"{", b"["):
        leaves = list(_leaves(_json(body, declared)))
    else:
        leaves = _form(body, declared)
    leaves += _form(query)
    if len(leaves) > MOST_FIELDS:
        raise Unreadable("too_many")
    return Reading(_fields(leaves), files)


def posted(body, content_type=""):
    """{name: value} of a form that a browser sent, in whatever letters."""
    kind, declared = _kind_and_charset(content_type)
    pairs = _parts(body, content_type, declared, []) if kind == "multipart/form-data" else _sides(body, declared)
    return {key: clean(value) for key, value in pairs}


def as_text(body, content_type=""):
    """A raw body as somebody may look at it."""
    return decoded(*_body_and_charset(body, _kind_and_charset(content_type)[1]))


def _kind_and_charset(content_type):
    kind, parameters = _kind_and_parameters(content_type)
    return kind, charset_of(parameters.get("charset", ""))


def _kind_and_parameters(content_type):
    try:
        kind, parameters = parse_header_parameters(content_type)
    except (ValueError, LookupError):
        return content_type.partition(";")[0].strip().lower(), {}
    return kind.strip().lower(), parameters


# -- from bytes to (path, value) -----------------------------------------------------


def _json(body, charset):
    try:
        return json.loads(decoded(*_body_and_charset(body, charset)), parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Unreadable("not_json") from None


def _leaves(node, path=()):
    """Every scalar with its path; numbers stay as they were written."""
    if len(path) > DEEPEST:
        raise Unreadable("too_deep")
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, _name(key)))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _leaves(value, (*path, str(place)))
    else:
        yield path or ("",), "" if node is None else clean(str(node))


def _form(body, charset=""):
    return [_pair(key, value) for key, value in _sides(body, charset)]


def _sides(body, charset):
    """(name, value) of every part, in the letters that the form itself names, or its sender."""
    body, charset = _body_and_charset(body, charset)
    parts = [part for part in body.split(b"&") if part]
    if len(parts) > MOST_FIELDS:
        raise Unreadable("too_many")
    pairs = [[unquote_to_bytes(side.replace(b"+", b" ")) for side in part.partition(b"=")[::2]] for part in parts]
    named = next((charset_of(decoded(value)) for key, value in pairs if key == _CHARSET.encode()), "")
    told = [(decoded(key, named or charset), decoded(value, named or charset)) for key, value in pairs]
    return [(key, value) for key, value in told if not (named and key == _CHARSET)]


def _body_and_charset(body, charset):
    """Wide letters are told by the bytes themselves; what was narrowed is declared no more."""
    narrow = narrowed(body)
    return (body, charset) if narrow is body else (narrow, "")


def _pair(key, value):
    """`fields[phone][value]` in the manner of PHP is a path of three."""
    nested = _BRACKETS.fullmatch(key)
    path = (key,) if nested is None else (nested[1], *nested[2][1:-1].split("]["))
    if len(path) > DEEPEST:
        raise Unreadable("too_deep")
    return tuple(_name(part) for part in path), clean(value)


def _multipart(body, content_type, charset, files):
    return [_pair(key, value) for key, value in _parts(body, content_type, charset, files)]


def _parts(body, content_type, charset, files):
    body = _parts_in_utf_8(body, content_type, charset)
    meta = {"CONTENT_TYPE": content_type, "CONTENT_LENGTH": str(len(body))}
    try:
        told, _files = MultiPartParser(meta, BytesIO(body), [_FilesLeftOut(files)]).parse()
    except (MultiPartParserError, SuspiciousOperation, ValueError, LookupError):
        raise Unreadable("not_multipart") from None
    return [(key, value) for key, values in told.lists() for value in values if key != _CHARSET or not charset_of(value)]


def _parts_in_utf_8(body, content_type, charset):
    """Each part may be in letters of its own, and one whose heading is not UTF-8 would be lost; files stay as they are."""
    border = b"--" + _kind_and_parameters(content_type)[1].get("boundary", "").encode()
    named = re.search(rb'name="?_charset_"?\s*\r?\n\r?\n([\w.-]{1,40})', body)
    charset = (charset_of(named[1].decode()) if named else "") or charset
    return border.join(_in_utf_8(part, charset) for part in body.split(border)) if len(border) > 2 else body


def _in_utf_8(part, charset):
    heading, gap, content = part.partition(b"\r\n\r\n")
    if b"filename" not in heading.lower():
        own = _OF_PART.search(heading)
        content = decoded(content, (charset_of(own[1].decode()) if own else "") or charset).encode()
    return decoded(heading, charset).encode() + gap + content


class _FilesLeftOut(FileUploadHandler):
    """Files are not taken in; their names are told to whoever reads the lead."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def new_file(self, field_name, file_name, *args, **kwargs):
        if len(self.names) < MOST_FIELDS:
            self.names.append(_name(file_name))
        raise SkipFile

    def receive_data_chunk(self, raw_data, start):
        return None

    def file_complete(self, file_size):
        return None


def _name(text):
    return clean_line(str(text))[:LONGEST_NAME]


# -- from (path, value) to fields -----------------------------------------------------


def _fields(leaves):
    """Fields in the order they came; those that describe themselves (title, type, value) as one, lists joined by commas."""
    groups = {}
    for path, value in leaves:
        groups.setdefault(path[:-1], {}).setdefault(path[-1].lower(), value)
    found = {}
    for path, value in leaves:
        parent = path[:-1]
        if _describes_itself(parent, groups[parent]):
            found.setdefault(parent, [groups[parent]])
        else:
            found.setdefault(_without_place(path), []).append(value)
    return [_described(path, values[0]) if isinstance(values[0], dict) else _plain(path, values) for path, values in found.items()]


def _describes_itself(parent, group):
    return bool(parent) and parent[-1].lower() not in WRAPPERS and any(one in group for one in _VALUES) and group.keys() <= _DESCRIBING


def _described(path, group):
    place = next((part for part in reversed(path) if part and not part.isdecimal()), "")
    name = next((group[one] for one in _NAMES if group.get(one)), place)
    label = next((group[one] for one in _LABELS if group.get(one)), "")
    value = next((group[one] for one in _VALUES if group.get(one)), "")
    return Field(path, value, _name(name), _name(label), group.get("type", "").lower())


def _plain(path, values):
    """A name of its own has only what stands on top, or in one of the usual envelopes: a product's name is nobody's."""
    own = path
    while len(own) > 1 and (own[0].lower() in WRAPPERS or own[0].isdecimal()):
        own = own[1:]
    return Field(own, ", ".join(value for value in values if value), own[0] if len(own) == 1 else "")


def _without_place(path):
    """A list of values belongs to the name of the list."""
    return path[:-1] if len(path) > 1 and (not path[-1] or path[-1].isdecimal()) else path
