"""What an administrator copies from an intake into a site or a command line."""

from html import escape

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def embed_line(point):
    """The one line of HTML that shows the form inside a page of a site."""
    words = '<iframe src="{}" title="{}" width="100%" height="640" loading="lazy" referrerpolicy="no-referrer-when-downgrade"></iframe>'
    # Plain text and nothing marked safe: the page shows it to be copied.
    return words.format(escape(point.embed_address), escape(point.heading or point.name))


@register.simple_tag
def example_call(point, signed=False):
    """A call anybody can try from a command line; a signed one counts its signature itself."""
    body = '{{"name": "{}", "phone": "+7 918 000-00-00", "comment": "{}"}}'.format(_("Test"), _("A test of the intake"))
    head = "-H 'Content-Type: application/json'"
    if not signed:
        return f"curl -X POST {head} -d '{body}' {point.address}"
    count = 'printf %s "$BODY" | openssl dgst -sha256 -hmac "$SECRET" | sed \'s/.* //\''
    return f"SECRET='…'\nBODY='{body}'\ncurl -X POST {head} -H \"X-Signature: $({count})\" -d \"$BODY\" {point.address}"
