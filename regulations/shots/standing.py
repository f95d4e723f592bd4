"""Which pictures are up to date: a picture is stale when its recipe, the system or the settings it shows are not what it was made of."""

import json
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from django.conf import settings

from crm_project.lib import clock
from crm_project.lib.chromium import find

from ..living.freezing import Now
from ..models.shot import Shot
from .recipes import FILES, LANGUAGES, recipes
from .scenes import scene

AGAIN = timedelta(hours=1)


@cache
def app_version():
    """The version of the system and of what its pages are built of."""
    stamp = settings.ROOT / "static" / "build" / "app.css"
    built = sha256(stamp.read_bytes()).hexdigest()[:12] if stamp.is_file() else ""
    try:
        return f"{version('ordo')} {built}".strip()
    except PackageNotFoundError:
        return built


def is_possible():
    """Whether pictures can be taken here at all."""
    return bool(find() and scene() is not None)


def digests():
    """{key: what a picture would be made of now}"""
    now = Now()
    return {key: _digest(recipe, now) for key, recipe in recipes().items()}


def _digest(recipe, now):
    told = [_text_of(FILES / f"{recipe.key}.json"), _text_of(Path(__file__).with_name("callouts.js")), app_version()]
    return sha256(json.dumps([*told, *(now.of(name)[1] for name in recipe.touches)]).encode()).hexdigest()


@cache
def _text_of(path):
    return path.read_text(encoding="utf-8")


def standings():
    """{(key, language): Shot} of every recipe; those never taken are rows not saved yet."""
    known = {(shot.key, shot.language): shot for shot in Shot.objects.with_images()}
    return {(key, language): known.get((key, language)) or Shot(key=key, language=language) for key in recipes() for language in LANGUAGES}


def is_stale(shot, digest):
    return shot.made_from != digest or bool(shot.fault)


def wanted():
    """[Shot] that are to be taken: never tried, made of something else, or asked for. A recipe that does not fit its screen waits for
    a change of either; a browser that did not answer is asked again after a while."""
    made_of, soon = digests(), clock.now() - AGAIN
    return [shot for shot in standings().values() if shot.asked_at or shot.made_from != made_of[shot.key] or _passing(shot, soon)]


def _passing(shot, soon):
    return shot.fault in (Shot.Fault.BROWSER, Shot.Fault.SCENE) and shot.tried_at < soon


def prepare():
    """Every recipe has its rows, so that it can be asked for."""
    missing = [shot for shot in standings().values() if shot.pk is None]
    Shot.objects.bulk_create(missing, ignore_conflicts=True)
