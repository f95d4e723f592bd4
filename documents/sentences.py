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


def _plain(verb, text):
    """A verb that one sentence tells whole; `text` is asked for in the reader's language."""
    sentence(f"*.{verb}")(lambda entry: _say(entry, text()))


_plain("own_company_added", lambda: _("{actor} added our company {name}"))
_plain("own_company_changed", lambda: _("{actor} changed the requisites of our company {name}"))
_plain("own_company_main", lambda: _("{actor} made {name} our main company"))
_plain("own_company_retired", lambda: _("{actor} took our company {name} out of use"))
_plain("template_added", lambda: _("{actor} added the document template {name}"))
_plain("template_changed", lambda: _("{actor} changed the document template {name}"))
_plain("template_retired", lambda: _("{actor} took the document template {name} out of use"))
_plain("shelved", lambda: _("{actor} put {name} on the shelf"))
_plain("shelf_changed", lambda: _("{actor} changed {name} on the shelf"))
_plain("shelf_retired", lambda: _("{actor} took {name} off the shelf"))
_plain("shelf_brought_back", lambda: _("{actor} put {name} back on the shelf"))
