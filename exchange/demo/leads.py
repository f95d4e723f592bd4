"""Enquiries that wait in the inbox, some of them for too long."""

from datetime import timedelta

from leads.models import Lead

from .words import FIRST_NAMES, LAST_NAMES, LEADS

WAITING = 9


def make_leads(rng, language, people, sources, now):
    for number in range(WAITING):
        person = f"{rng.choice(FIRST_NAMES[language])} {rng.choice(LAST_NAMES[language])}"
        owner = people[rng.choice(["anna", "boris", "vera", "marina"])] if number % 3 else None
        values = {
            "person": person,
            "phone_typed": f"+7918{rng.randint(1000000, 9999999)}",
            "comment": rng.choice(LEADS[language]),
            "source": rng.choice(sources),
        }
        Lead.receive(values, by=people["head"], owner=owner, at=now - timedelta(minutes=rng.randint(4, 400)))
