"""A picture of a screen in a text: {{shot deal-card}} is a living block whose things are the numbered callouts and the picture."""

from collections import defaultdict
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ..changes.living import entities_between
from ..living.blocks import Block, Column, live_block
from ..models.shot import Shot
from .recipes import LANGUAGES, recipes

PICTURE = "picture"


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Line:
    number: int
    words: str
    was: str = ""
    is_new: bool = False


def _block(recipe):
    return Block(
        f"shot:{recipe.key}",
        _("Picture of a screen"),
        things=lambda images: things_of(recipe, images),
        source_of_all=images_by_key,
        columns=(Column("name", _("number")),),
        asks_to_read=False,
        lines=lambda before, after: lines_between(recipe, before, after),
        pictures=lambda before, after: pictures_between(recipe, before, after),
        draw=lambda things, before, reader: drawn(recipe, things, before, reader),
    )


def images_by_key():
    """{key: {language: ShotImage}} of all that were taken; one query."""
    found = defaultdict(dict)
    for shot in Shot.objects.with_images():
        if shot.image:
            found[shot.key][shot.language] = shot.image
    return found


def things_of(recipe, by_key):
    """What is numbered, and the picture in each language; nothing as long as no picture was taken."""
    images = by_key.get(recipe.key)
    if not images:
        return []
    numbered = [{"id": one.help, "name": one.words["ru"]} | one.words for one in recipe.callouts]
    picture = {language: [image.sha256[:16], image.shown_width, image.shown_height] for language, image in images.items()}
    return [*numbered, {"id": PICTURE, "name": recipe.title("ru")} | picture]


def drawn(recipe, things, before, reader):
    """(html, whether something changed) of the picture with its numbered list."""
    language = get_language() or "ru"
    may_edit = reader is not None and reader.may("edit", "regulation")
    picture = shown(recipe.key, things, language)
    if picture is None:
        html = render_to_string("regulations/shots/_none.html", {"title": recipe.title(language)}) if may_edit else ""
        return html, False
    lines, gone = _lines(things, before, language)
    former = shown(recipe.key, before, language) if before else None
    former = former if former and former.url != picture.url else None
    context = {"title": recipe.title(language), "picture": picture, "lines": lines, "gone": gone, "former": former}
    context["words"] = "; ".join(f"{line.number}. {line.words}" for line in lines)
    is_changed = bool(former or gone or any(line.was or line.is_new for line in lines))
    return render_to_string("regulations/shots/_shot.html", context), is_changed


def lines_between(recipe, before, after):
    """What became otherwise, in words: the picture, then the list."""
    language = get_language() or "ru"
    facts = {"title": recipe.title(language)}
    told = [gettext("“{title}”: picture replaced").format(**facts)] if pictures_between(recipe, before, after) else []
    lines, gone = _lines(after, before, language)
    told += [f"{line.number}. [{line.was} → {line.words}]" for line in lines if line.was]
    told += [f"{line.number}. + {line.words}" for line in lines if line.is_new]
    return told + [f"− {words}" for words in gone]


def pictures_between(recipe, before, after):
    """[(Shown before, Shown now)] where the picture is another."""
    was, now = (shown(recipe.key, things, get_language() or "ru") for things in (before, after))
    return [(was, now)] if was and now and was.url != now.url else []


def shown(key, things, language):
    """The picture of these things in a language, else in the other one; None without any."""
    facts = next((thing for thing in things if thing["id"] == PICTURE), {})
    for one in (language, *LANGUAGES):
        if facts.get(one):
            digest, width, height = facts[one]
            return Shown(reverse("regulations:shot", args=[key, one, digest]), width, height)
    return None


def _lines(things, before, language):
    """([Line], words of those that are gone): the list is compared as a list, thing by thing."""
    said = lambda thing: thing.get(language) or thing["name"]  # noqa: E731
    numbered = [thing for thing in things if thing["id"] != PICTURE]
    known = {thing["id"]: thing for thing in before or ()}
    changes = entities_between(before, things) if before is not None else []
    new = {entity.id for entity in changes if entity.how == "added"}
    was = {pk: said(thing) for pk, thing in known.items()}
    lines = [
        Line(number, said(thing), was[thing["id"]] if was.get(thing["id"], said(thing)) != said(thing) else "", thing["id"] in new)
        for number, thing in enumerate(numbered, start=1)
    ]
    return lines, [was[entity.id] for entity in changes if entity.how == "removed" and entity.id != PICTURE]


for _recipe in recipes().values():
    live_block(_block(_recipe))
