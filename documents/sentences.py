"""How the history of deals, documents and templates reads."""

from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence


def _say(entry, text):
    return format_html(text, actor=actor_of(entry), **entry.details)


def _with(text, more):
    return format_html("{}: {}", text, more) if more else text


@sentence("*.document_issued")
def issued(entry):
    return _say(entry, _("{actor} issued {name}"))


@sentence("*.document_revised")
def revised(entry):
    return _with(_say(entry, _("{actor} made edition {edition} of {name}")), entry.details.get("why"))


@sentence("*.document_sent")
def sent(entry):
    if entry.details.get("to"):
        return _say(entry, _("{actor} sent {name} to {to}"))
    return _say(entry, _("{actor} sent {name}"))


@sentence("*.document_signed")
def signed(entry):
    return _say(entry, _("{actor} attached the signed {name}"))


@sentence("*.document_annulled")
def annulled(entry):
    return _with(_say(entry, _("{actor} annulled {name}")), entry.details.get("why"))


@sentence("own_company.*")
def own_company(entry):
    texts = {
        "own_company_added": _("{actor} added our company {name}"),
        "own_company_changed": _("{actor} changed the requisites of our company {name}"),
        "own_company_main": _("{actor} made {name} our main company"),
        "own_company_retired": _("{actor} took our company {name} out of use"),
    }
    return _say(entry, texts.get(entry.verb, _("{actor} changed our company {name}")))


@sentence("document_template.*")
def template(entry):
    texts = {
        "template_added": _("{actor} added the document template {name}"),
        "template_retired": _("{actor} took the document template {name} out of use"),
    }
    return _say(entry, texts.get(entry.verb, _("{actor} changed the document template {name}")))
