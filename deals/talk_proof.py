"""What a stage may ask for besides fields: that somebody has really talked to the client.

Apps above say by `proof_of_talk` what proves it; the gate, the card and the funnel editor ask `RealTalk` as they ask any field.
"""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_project.lib.formats import day

from .card_fields import BUILT_IN, Attribute
from .models import Act, DealContact

KEY = "talk"
_sources = []


@dataclass(frozen=True)
class _Source:
    records: Any
    words: Any
    lack: Any = None


def proof_of_talk(records, words, lack=None):
    """`records(of)` answers querysets of what proves a talk; `of` has pk, inner_pk, contact_id, created_at and seconds of one
    deal, or the same as references to an outer query. `words(record)` tells one of them, such as «Call of 21 November».
    `lack(of)` says what the newest record that nearly proves it lacks, or nothing."""
    _sources.append(_Source(records, words, lack))


class RealTalk(Attribute):
    """Is filled by talking, not by typing: no form asks for it."""

    advice = gettext_lazy("Nobody has talked to the client yet: call from the card, or note the talk or the meeting you had.")

    def form_field(self, card=None, user=None):
        field = forms.CharField(label=self.label, required=False, disabled=True, help_text=self.advice_on(card))
        field.error_messages["required"] = _("There is no conversation with the client on this deal yet.")
        return field

    def advice_on(self, card):
        """What to do on this card: what nearly proves a talk says what it lacks."""
        if card is not None and card.pk and not card._is_being_opened:
            for source in _sources:
                if source.lack and (words := source.lack(_of(card))):
                    return words
        return self.advice

    def value(self, card):
        """The words of what proves it, or nothing; a card that is only being opened is not asked."""
        if card.pk is None or card._is_being_opened:
            return _("not asked yet")
        if "_talk_words" not in card.__dict__:
            card._talk_words = _words_of(card)
        return card._talk_words

    def put(self, card, value, *, by):
        return None

    def empty(self):
        of = SimpleNamespace(
            pk=OuterRef("pk"),
            inner_pk=OuterRef(OuterRef("pk")),
            contact_id=OuterRef("contact_id"),
            created_at=OuterRef("created_at"),
            seconds=OuterRef("funnel__talk_seconds"),
        )
        lacks = Q()
        for source in _sources:
            for records in source.records(of):
                lacks &= ~Exists(records)
        return lacks


def told_talks(deal):
    """Everything that proves a talk with the clients of the deal, in words, the first few of each kind."""
    return [source.words(one) for source in _sources for records in source.records(_of(deal)) for one in records[:3]]


def contacts_of(of):
    """The contacts of a deal besides its own, for sources that know a person but not the deal."""
    return DealContact.objects.filter(deal=of.inner_pk).values("contact")


def is_proof(reader):
    return isinstance(reader, RealTalk)


def _words_of(card):
    for source in _sources:
        for records in source.records(_of(card)):
            if found := records.first():
                return source.words(found)
    return ""


def _of(deal):
    seconds = deal.funnel.talk_seconds
    return SimpleNamespace(pk=deal.pk, inner_pk=deal.pk, contact_id=deal.contact_id, created_at=deal.created_at, seconds=seconds)


def _meetings(of):
    """A meeting that somebody wrote down as having happened."""
    return [Act.objects.filter(deal=of.pk, kind=Act.Kind.MEETING).select_related("by").order_by("-happened_at")]


BUILT_IN[KEY] = RealTalk(KEY, gettext_lazy("Conversation with the client"), None)
proof_of_talk(_meetings, lambda act: _("Meeting of {day}, {who}").format(day=day(act.happened_at), who=act.by or ""))
