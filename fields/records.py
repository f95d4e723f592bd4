"""The names of what values point to: colleagues, clients, files. One question per kind, with the reader's eyes."""

from collections import defaultdict
from functools import cached_property

from django.contrib.auth import get_user_model
from django.urls import reverse

from timeline import subjects
from timeline.models import File

from .holders import holder_of

CLIENTS = ("contact", "company")


def client_of(value):
    """("company", 5) of the value of a client, None of a name that was typed before clients could be chosen."""
    if isinstance(value, dict) and value.get("kind") in CLIENTS and isinstance(value.get("id"), int):
        return value["kind"], value["id"]
    return None


def files_of(value):
    """Ids of the files of a value."""
    known = value if isinstance(value, list) else [value]
    return [one for one in known if isinstance(one, int) and not isinstance(one, bool)]


class Named:
    """Names for the values of these fields on these records. Without a reader (the history, the system) nothing is hidden."""

    def __init__(self, fields, extras, user=None):
        self.user, self._ids = user, defaultdict(set)
        pointing = [field for field in fields if field.type in ("user", "client", "file")]
        for extra in extras:
            for field in pointing:
                self._gather(field.type, extra.get(field.code))

    def colleague(self, value):
        return self._people.get(value, "") if isinstance(value, int) else ""

    def client(self, value):
        """(name, address), both empty for one that the reader may not see."""
        found = client_of(value)
        return self._clients.get(found, ("", "")) if found else (str(value), "")

    def files(self, value):
        """[(name, address)] of the files that are still there."""
        return [self._files[pk] for pk in files_of(value) if pk in self._files]

    def _gather(self, kind, value):
        if kind == "user" and isinstance(value, int):
            self._ids["user"].add(value)
        elif kind == "file":
            self._ids["file"].update(files_of(value))
        elif kind == "client" and (found := client_of(value)):
            self._ids[found[0]].add(found[1])

    @cached_property
    def _people(self):
        ids = self._ids["user"]
        return {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=ids)} if ids else {}

    @cached_property
    def _clients(self):
        found = {}
        for kind in CLIENTS:
            if ids := self._ids[kind]:
                named = subjects.named(kind, ids, self.user) if self.user else _unhidden(kind, ids)
                found.update({(kind, pk): told for pk, told in named.items()})
        return found

    @cached_property
    def _files(self):
        ids = self._ids["file"]
        found = File.objects.live().with_pks(ids) if ids else ()
        return {one.pk: (one.name, reverse("timeline:file", args=[one.subject_kind, one.subject_id, one.pk])) for one in found}


def links_of(field, value, named):
    """[(words, address)] where a value leads somewhere: a client's card, a file, a link; only http and https are followed."""
    if field.type == "client" and client_of(value):
        name, address = named.client(value)
        return [(name, address)] if address else []
    if field.type == "file":
        return named.files(value)
    if field.type == "link" and str(value or "").lower().startswith(("http://", "https://")):
        return [(str(value), str(value))]
    return []


def _unhidden(kind, ids):
    holder = holder_of(kind)
    return {one.pk: (str(one), "") for one in holder.model.objects.filter(pk__in=ids)} if holder else {}
