"""A printed copy knows which edition it is: a short link on it tells whether that one still holds."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse


@dataclass(frozen=True)
class Reference:
    """The address as it stands on paper, and as a picture that a telephone reads."""

    url: str

    @property
    def words(self):
        return self.url.partition("://")[2]

    @property
    def picture(self):
        return segno.make(self.url, error="m").svg_data_uri(scale=2, border=1)


def reference(edition, page=None):
    mark = f"{edition.regulation.code}-{edition.label}"
    place = reverse("go-section", args=[mark, page.code]) if page else reverse("go", args=[mark])
    return Reference(settings.BASE_URL + place)


def parted(mark):
    """("CRM-01", 3, 1) of "CRM-01-3.1"; None where it is no such mark."""
    code, _dash, label = mark.rpartition("-")
    number, _dot, minor = label.partition(".")
    if not code or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in (number, minor or "0")):
        return None
    return code, int(number), int(minor or 0)
