"""Takes pictures of the screens: a made-up company in a throw-away place, a browser without a network, numbers drawn by a script."""

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from django.db import IntegrityError, transaction
from django.urls import NoReverseMatch, reverse
from django.utils import translation

from accounts.models import Workspace
from crm_project.lib import clock
from crm_project.lib.chromium import NoBrowser, opened

from .. import stored
from ..changes.pictures import is_replaced
from ..models.shot import Shot, ShotImage
from .pixels import packed, share_differing
from .place import throw_away
from .recipes import LANGUAGES, recipes
from .scenes import scene
from .serving import Answering
from .standing import app_version, digests, prepare, standings

SCALE = 1.5
SCRIPT = Path(__file__).with_name("callouts.js")
_OPEN_DIALOG = """(async () => {{
  const link = document.body.appendChild(document.createElement("a"))
  link.href = {url}; link.dataset.dialog = ""; link.click(); link.remove()
  for (let tries = 0; tries < 100 && !document.querySelector("dialog[open] form, dialog[open] h2"); tries++)
    await new Promise((done) => setTimeout(done, 50))
}})()"""

log = structlog.get_logger(__name__)


@dataclass
class Taken:
    """What came of one recipe: a picture, or a fault with its detail."""

    png: bytes = b""
    boxes: list = field(default_factory=list)
    fault: str = ""
    detail: str = ""


def take(shots):
    """Take the pictures of these rows; answers {(key, language): "kept", "same" or a fault}."""
    made_of, found = digests(), {}
    for language in LANGUAGES:
        asked = [recipes()[shot.key] for shot in shots if shot.language == language]
        found |= {(key, language): one for key, one in (pictures_of(asked, language) if asked else {}).items()}
    # All at once: an edition that follows the settings shows the pictures of both languages or of none.
    with transaction.atomic():
        prepare()
        rows = standings()
        told = {place: _keep(rows[place], one, made_of[place[0]]) for place, one in found.items()}
    log.info("shots_taken", **{outcome: sum(one == outcome for one in told.values()) for outcome in set(told.values())})
    return told


def pictures_of(asked, language):
    """{key: Taken} of recipes, whatever goes wrong with one of them."""
    with translation.override(language), _on_a_working_morning(), throw_away(scene().settings()):
        try:
            with transaction.atomic():
                cast = scene().make(language)
        except Exception as trouble:
            log.exception("shots_scene_failed")
            return {recipe.key: Taken(fault=Shot.Fault.SCENE, detail=str(trouble)) for recipe in asked}
        return _photographed(asked, language, cast)


@contextmanager
def _on_a_working_morning():
    """Next Tuesday at eleven, whenever the pictures are taken: they tell of a day's work, and the same one twice."""
    zone = ZoneInfo(Workspace.current().zone)
    today, before = clock.now().astimezone(zone).date(), os.environ.get("APP_TEST_CLOCK")
    day = today + timedelta(days=(1 - today.weekday()) % 7 or 7)
    os.environ["APP_TEST_CLOCK"] = datetime.combine(day, time(11), tzinfo=zone).isoformat()
    try:
        yield
    finally:
        os.environ.pop("APP_TEST_CLOCK")
        if before is not None:
            os.environ["APP_TEST_CLOCK"] = before


def _photographed(asked, language, cast):
    answering, found = Answering(), {}
    try:
        with opened(answering, language) as browser:
            for recipe in asked:
                with transaction.atomic():
                    found[recipe.key] = _one(browser, answering, recipe, language, cast)
    except NoBrowser as trouble:
        rest = Taken(fault=Shot.Fault.BROWSER, detail=str(trouble))
        return {recipe.key: found.get(recipe.key, rest) for recipe in asked}
    return found


def _one(browser, answering, recipe, language, cast):
    answering.as_somebody(cast[recipe.actor], language)
    try:
        address = _address(recipe.url, recipe.args, cast) + (f"?{recipe.query}" if recipe.query else "")
        dialog = _address(*recipe.dialog, cast) if recipe.dialog else ""
    except (NoReverseMatch, KeyError) as trouble:
        return Taken(fault=Shot.Fault.SCREEN, detail=str(trouble))
    browser.show(address, width=recipe.width, height=recipe.height, scale=SCALE)
    if dialog and answering.last_status == 200:
        browser.run(_OPEN_DIALOG.format(url=json.dumps(dialog)))
        browser.settle()
    if answering.last_status >= 400:
        return Taken(fault=Shot.Fault.SCREEN, detail=f"{dialog or address}: {answering.last_status}")
    callouts = [{"n": one.number, "help": one.help} for one in recipe.callouts]
    arguments = ", ".join(json.dumps(one) for one in (callouts, recipe.crop, list(recipe.mask)))
    drawn = browser.run(f"({SCRIPT.read_text(encoding='utf-8')})({arguments})")
    if not drawn or drawn["missing"]:
        return Taken(fault=Shot.Fault.MISSING, detail=", ".join(drawn["missing"]) if drawn else "")
    clip = drawn["clip"]
    return Taken(browser.picture(clip["x"], clip["y"], clip["width"], clip["height"]), drawn["boxes"])


def _address(name, args, cast):
    return reverse(name, args=[getattr(cast[one], "pk", cast[one]) if one in cast else one for one in args])


def _keep(shot, taken, made_from):
    if taken.fault:
        shot.fail(taken.fault, taken.detail, made_from=made_from)
        return str(taken.fault)
    body, width, height = packed(taken.png)
    digest = sha256(body).hexdigest()
    if shot.image and not _is_another(shot.image, body, digest, taken.boxes):
        shot.keep(shot.image, made_from=made_from)
        return "same"
    facts = {"key": shot.key, "language": shot.language, "sha256": digest, "app_version": app_version()[:64], "taken_at": clock.now()}
    image = ShotImage(width=width, height=height, scale=SCALE, boxes=taken.boxes, **facts)
    stored.write(image, body)
    try:
        with transaction.atomic():
            image.save(force_insert=True)
    except IntegrityError:
        stored.path_of(image).unlink(missing_ok=True)
        image = ShotImage.objects.get(key=shot.key, language=shot.language, sha256=digest)
    shot.keep(image, made_from=made_from)
    return "kept"


def _is_another(image, body, digest, boxes):
    if [box["help"] for box in boxes] != [box["help"] for box in image.boxes]:
        return True
    before = stored.read(image)
    return not before or is_replaced(image.sha256, digest, differing=share_differing(before, body))
