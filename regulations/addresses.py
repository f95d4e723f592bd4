"""Where a section is read: by its code, or apart where a page of the document itself has that word for its address."""

from django.urls import reverse

WORDS = {"changes", "compare", "confirmation", "draft", "editions", "now", "owed", "print", "round", "s", "settings", "sheet"}


def section_url(regulation, section):
    """The address of a section by the codes of both."""
    return reverse("regulations:section-apart" if section in WORDS else "regulations:section", args=[regulation, section])
