"""Templates of documents whose text names a custom field of deals."""

import re
import zipfile
from functools import lru_cache

from django.urls import reverse
from django.utils.translation import gettext as _

from fields.lineage import Use
from timeline.keeping import path_of

from .models import Template

_TAG, _MARK = re.compile(r"<[^>]+>"), re.compile(r"\bfields\.(\w+)|\bfields\[['\"](\w+)['\"]\]")


def uses(fields):
    """{field pk: [Use]}"""
    fields = [field for field in fields if field.entity == "deal"]
    found = {}
    for template in Template.objects.live().select_related("file") if fields else ():
        codes = codes_in(template.file) if template.file else frozenset()
        for field in fields:
            if field.code in codes:
                use = Use(_("Document template"), template.name, reverse("documents:templates"))
                found.setdefault(field.pk, []).append(use)
    return found


def codes_in(file):
    """The codes a DOCX names; its bytes never change, so it is read once."""
    return _read(path_of(file))


@lru_cache(maxsize=200)
def _read(path):
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [name for name in archive.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
            text = " ".join(_TAG.sub("", archive.read(name).decode("utf-8", "replace")) for name in parts)
    except (OSError, zipfile.BadZipFile):
        return frozenset()
    return frozenset(one or other for one, other in _MARK.findall(text))
