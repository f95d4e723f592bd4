from django import template
from django.utils.translation import gettext as _

from crm_project.templatetags.ui import chip

register = template.Library()


@register.inclusion_tag("ui/_chip.html")
def document_state(document):
    """Where a document stands, as a chip."""
    if document.annulled_at:
        return chip("void txt", _("annulled"))
    if document.scan_id:
        return chip("ok txt", _("signed"))
    return chip("plan txt", _("sent")) if document.sent_at else chip("txt", _("not sent"))
