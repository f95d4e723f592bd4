"""The documents as they stand on the shelf: each with what is told of it before one opens it."""

from dataclasses import dataclass

from django.urls import reverse

from .book import index_in_force, preface_html, typeset, unseen_by, words_in
from .models import Edition, Regulation


@dataclass(frozen=True)
class Cover:
    """A document on the shelf."""

    regulation: Regulation
    edition: Edition
    words: dict
    preface: str
    summary: str

    @property
    def title(self):
        return self.words.get("title") or self.regulation.code

    @property
    def url(self):
        return reverse("regulations:read", args=[self.regulation.code])


def covers_in_force(user, language):
    """What the user may read, in the order of the shelf."""
    editions = Edition.objects.in_force().on_the_shelf_of(Regulation.objects.visible_to(user).exclude(retired_at__isnull=False))
    index = index_in_force(language, user)
    return [_cover(edition, language, index, user) for edition in editions]


def _cover(edition, language, index, user):
    words = words_in(edition.header, language)
    preface = typeset(preface_html(words), edition.regulation.code, index, unseen=unseen_by(user))
    return Cover(edition.regulation, edition, words, preface, words_in(edition.summary, language) or "")
