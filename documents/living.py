"""What the handbook shows of the templates by which documents are printed."""

from django.utils.translation import gettext_lazy

from regulations.living.blocks import Block, Column, live_block

from .models import Template


def doc_templates():
    found = Template.objects.filter(retired_at=None, file__isnull=False).order_by("position", "pk")
    return [{"id": one.pk, "name": one.name, "type": one.type, "language": one.language, "number": one.number_format} for one in found]


live_block(
    Block(
        "doc_templates",
        gettext_lazy("Templates of documents"),
        doc_templates,
        (
            Column("name", gettext_lazy("Template")),
            Column("type", gettext_lazy("Kind"), lambda kind: Template.Type(kind).label if kind in Template.Type.values else kind),
            Column("number", gettext_lazy("Number")),
        ),
        source=gettext_lazy("templates of documents"),
        kinds=("document_template",),
        asks_to_read=False,
    )
)
