"""A video is an attachment to the text: when the text says something else, the video is out of date."""

from ..models import SectionText
from .marks import without_videos


def said_otherwise(page, edition):
    """Whether the section of a page said something else in the edition of this label, or did not stand there; videos do not count."""
    number, _dot, minor = edition.partition(".")
    place = {"edition__regulation": page.book.regulation, "edition__number": int(number), "edition__minor": int(minor or 0)}
    there = {f"version__nodes__{name}": value for name, value in place.items()}
    before = SectionText.objects.filter(version__section=page.node.section_id, language=page.language, **there).first()
    return before is None or without_videos(before.markdown) != without_videos(page.text.markdown)
