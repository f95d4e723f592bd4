"""The texts of talk scripts: names are put in for tokens as plain text, whatever they are made of."""

import re

from django.utils.translation import gettext_lazy as _

TOKENS = {"client": _("the client's name"), "company": _("the client's company"), "manager": _("your name"), "deal": _("name of the deal")}
_TOKEN = re.compile(r"\{(\w+)\}")


def said(text, deal):
    """The text with the names of this deal; an unknown word in braces stays as it is."""
    facts = {
        "client": str(deal.contact or deal.company or ""),
        "company": str(deal.company or ""),
        "manager": deal.owner.full_name if deal.owner else "",
        "deal": deal.name,
    }
    return _TOKEN.sub(lambda found: facts.get(found[1], found[0]), text)


def meant(text):
    """The text as one reads it without a deal: tokens by what they say, in brackets."""
    return _TOKEN.sub(lambda found: f"[{TOKENS[found[1]]}]" if found[1] in TOKENS else found[0], text)


def unknown_tokens(text):
    return [token for token in _TOKEN.findall(text) if token not in TOKENS]


def advice(steps):
    """What is wrong with a script: [(what, step)] of questions nobody gets to, that say nothing, or where the talk never ends.

    `steps` come in order with their answers; the talk begins with the first.
    """
    if not steps:
        return []
    known = {step.pk: step for step in steps}
    reached, to_look = set(), [steps[0].pk]
    while to_look:
        pk = to_look.pop()
        if pk in reached or pk not in known:
            continue
        reached.add(pk)
        to_look += [answer.leads_to_id for answer in known[pk].answers.all() if answer.leads_to_id]
    found = [("empty", step) for step in steps if not step.text]
    found += [("unreached", step) for step in steps if step.pk not in reached]
    ends = any(
        not step.answers.all() or any(answer.leads_to_id is None for answer in step.answers.all()) for step in steps if step.pk in reached
    )
    return found if ends else [*found, ("endless", steps[0])]
