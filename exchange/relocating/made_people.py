"""Owners of the old system: colleagues who are here, new ones without access, and those who are invited."""

from accounts.models import Invitation, Role, Workspace
from timeline.models import Entry

from ..targets.people import new_person, people_by_name, spellings
from .forms import ME, NEW, SKIP


def people_of(maker):
    """{name in the files: user id}"""
    known, role, understood = people_by_name(), Role.objects.get(code="manager"), {}
    shown = len(maker.form.shown("owner"))
    for place, (word, _count) in enumerate(maker.form.plan.words("owner")):
        choice = maker.answers[f"owner_{place}"] if place < shown else NEW
        if choice == SKIP:
            continue
        if choice == ME:
            understood[word] = maker.by.pk
        elif choice in (NEW, "invite"):
            email = (maker.answers.get(f"owner_{place}_email") or "").lower()
            understood[word] = _person(maker, word, email, known, role, choice == "invite").pk
        else:
            understood[word] = int(choice)
    return understood


def _person(maker, word, email, known, role, is_invited):
    if here := next((known[name] for name in (email, *spellings(word)) if name and name in known), None):
        return here
    name = spellings(word)[-1] if len(spellings(word)) > 1 else word
    name = word[: len(name)] if word.casefold().startswith(name) else word
    user = new_person(name[:200], role, maker.by.department, None, email)
    known |= dict.fromkeys([*spellings(word), *([email] if email else [])], user)
    facts = {"person": str(user), "file": str(maker.relocation), "row": 0, **maker.origin}
    Entry.fact("user", user.pk, "imported", by=maker.by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)
    maker.note("user", user, maker.last_run("companies", "contacts", "leads", "deals"))
    if is_invited:
        Invitation.send(email, role=role, department=user.department, by=maker.by, language=Workspace.current().language)
    return user
