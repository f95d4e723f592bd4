"""Every verb that clients, leads and their cards write has a sentence and a look."""

import pytest

from leads.events import EVENTS
from timeline.looks import TABS, look_of
from timeline.sentences import has_sentence

VERBS = {
    "company": ["created", "changed", "given", "discarded", "restored", "commented", "file_added", "file_removed", "file_restored"],
    "contact": ["created", "changed", "given", "discarded", "restored", "looked_up", "note_left"],
    "lead": ["created", "changed", "given", "taken", "converted", "joined_client", "lost", "won", "moved", "moved_back", "move_undone"],
    "deal": ["from_lead", "enquiry"],
    "user": ["exported"],
    "workspace": ["word_added", "word_changed", "word_retired", "word_returned"],
}


@pytest.mark.parametrize(("kind", "verb"), [(kind, verb) for kind, verbs in VERBS.items() for verb in verbs])
def test_every_verb_has_a_sentence(kind, verb):
    assert has_sentence(kind, verb)


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.code)
@pytest.mark.parametrize("kind", ["deal", "lead", "contact", "company"])
def test_every_event_told_by_hand_has_one_on_every_card(kind, event):
    assert has_sentence(kind, event.verb)
    assert look_of(event.verb).tab in TABS
