"""A DOCX template and its content become a DOCX. Texts stay texts: whatever stands in them, none is read as a tag or as XML."""

import io

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from .pointing import broken_mark, many_mark, mark_with, marks_of


class WrongMark(Exception):
    """`why` is the code of what is wrong, `mark` the piece of the template that is."""

    def __init__(self, why, mark):
        super().__init__(" ".join(mark.split()))
        self.why, self.mark = why, mark


class _ManyThings(Exception):
    """A list or a group was to be shown as one text."""


class _Unknown(StrictUndefined):
    """Nobody knows this name; the name alone is told."""

    @property
    def _undefined_message(self):
        return str(self._undefined_name or "")


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox without powers and without texts multiplied: a mark of nine signs could reckon for hours."""

    intercepted_binops = frozenset({"*", "**"})

    def call_binop(self, context, operator, left, right):
        if operator == "**" or not isinstance(left, int | float) or not isinstance(right, int | float):
            raise SecurityError(operator)
        return super().call_binop(context, operator, left, right)


def fill(template, content):
    """The bytes of the filled document. Raises WrongMark where the template asks for what nobody knows or may."""
    document = DocxTemplate(io.BytesIO(template))
    environment = _Environment(undefined=_Unknown, autoescape=True, finalize=_one_text)
    environment.globals.clear()
    try:
        document.render(content, jinja_env=environment, autoescape=True)
    except (UndefinedError, SecurityError, TemplateSyntaxError, _ManyThings) as error:
        raise _pointed(error, template, content, environment)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _one_text(value):
    if isinstance(value, dict | list | tuple) or (callable(value) and not isinstance(value, StrictUndefined)):
        raise _ManyThings
    return value


def _pointed(error, template, content, environment):
    untouched = DocxTemplate(io.BytesIO(template))
    untouched.init_docx()
    marks, said = marks_of(untouched.docx), str(getattr(error, "message", error) or "")
    if isinstance(error, SecurityError):
        return WrongMark("forbidden", mark_with(marks, said) if said.isidentifier() else _with_sign(marks, said))
    if isinstance(error, UndefinedError):
        return WrongMark("unknown_word", mark_with(marks, said))
    if isinstance(error, _ManyThings):
        return WrongMark("no_text", many_mark(marks, content))
    return WrongMark("syntax", broken_mark(marks, environment) or _with_name(marks, said))


def _with_sign(marks, sign):
    return next((mark for mark in marks if sign in mark), "")


def _with_name(marks, said):
    """«No filter named 'x'»: the mark that holds x."""
    quoted = said.split("'")[1::2]
    return mark_with(marks, quoted[0]) if quoted and quoted[0].isidentifier() else ""
