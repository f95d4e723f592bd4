"""Marks that a machine fills in, as people call them: wherever a text is quoted in a line, nobody reads {{…}}."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .living.blocks import block_named
from .living.marks import NAME
from .media.marks import ADDRESS
from .shots.recipes import recipes

_MARK = re.compile(
    rf"\{{\{{(?:video (?:{ADDRESS}) \| (?P<video>[^|{{}}\n]+) \| [\d.]+|shot (?P<shot>[a-z0-9-]+)|live (?P<live>{NAME}))\}}\}}"
)


def in_plain_words(text):
    """The text with every video, picture of a screen and living block by its name, in the reader's language."""
    return _MARK.sub(_said, text) if "{{" in text else text


def _said(found):
    if found["video"]:
        return _("video “{name}”").format(name=found["video"].strip())
    if found["shot"]:
        recipe = recipes().get(found["shot"])
        return _("picture of a screen “{name}”").format(name=recipe.title(get_language()) if recipe else found["shot"])
    name = getattr(block_named(found["live"]), "title", "") or found["live"].replace("_", " ")
    return _("living block “{name}”").format(name=name)
