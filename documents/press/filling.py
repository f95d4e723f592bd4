"""A DOCX template and its content become a DOCX. Texts stay texts: whatever stands in them, none is read as a tag or as XML."""

import io

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment


def fill(template, content):
    """The bytes of the filled document. Raises jinja2.TemplateError where the template asks for what nobody knows."""
    document = DocxTemplate(io.BytesIO(template))
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    document.render(content, jinja_env=environment, autoescape=True)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
