from django.utils.html import format_html
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from timeline.sentences import actor_of, sentence

from .shots.recipes import recipes


@sentence("regulation.draft_started")
def draft_started(entry):
    return format_html(_("{actor} began edition {number}"), actor=actor_of(entry), number=entry.details.get("number", ""))


@sentence("regulation.draft_written")
def draft_written(entry):
    return format_html(_("{actor} wrote the text of edition {number}"), actor=actor_of(entry), number=entry.details.get("number", ""))


@sentence("regulation.edition_published")
def edition_published(entry):
    return format_html(
        _("{actor} published edition {number} of {code}"),
        actor=actor_of(entry),
        number=entry.details.get("number", ""),
        code=entry.details.get("code", ""),
    )


@sentence("regulation.retired")
def retired(entry):
    return format_html(_("{actor} retired {code}"), actor=actor_of(entry), code=entry.details.get("code", ""))


def _told(verb, text):
    """A sentence that names the one who did it, the document and, where there is one, the section."""

    @sentence(f"regulation.{verb}")
    def tell(entry):
        names = {name: entry.details.get(name, "") for name in ("number", "code", "section", "people", "why")}
        return format_html(_(text), actor=actor_of(entry), **names)


for _verb, _text in (
    ("section_written", gettext_noop("{actor} wrote section {section} of {code} in the draft of edition {number}")),
    ("section_described", gettext_noop("{actor} set who reads section {section} of {code} and what is told of its change")),
    ("section_added", gettext_noop("{actor} added section {section} to the draft of {code}")),
    ("section_split", gettext_noop("{actor} made a section {people} of the end of section {section} in the draft of {code}")),
    ("section_joined", gettext_noop("{actor} joined section {section} to {people} in the draft of {code}")),
    ("section_placed", gettext_noop("{actor} moved section {section} in the draft of {code}")),
    ("section_retired", gettext_noop("{actor} took section {section} out of the draft of {code}")),
    ("section_put_back", gettext_noop("{actor} put section {section} back into the draft of {code}")),
    ("class_confirmed", gettext_noop("{actor} confirmed that the change of section {section} of {code} is editorial")),
    ("header_written", gettext_noop("{actor} wrote the passport of {code} in the draft of edition {number}")),
    ("draft_dropped", gettext_noop("{actor} threw the draft of edition {number} of {code} away")),
    ("approval_asked", gettext_noop("{actor} asked to approve edition {number} of {code}")),
    ("draft_sent_back", gettext_noop("{actor} sent the draft of edition {number} back: {why}")),
    ("edition_withdrawn", gettext_noop("{actor} withdrew edition {number} of {code} before its day")),
    ("regulation_founded", gettext_noop("{actor} began the document {code}")),
    ("regulation_changed", gettext_noop("{actor} changed the rules of {code}")),
    ("regulation_reviewed", gettext_noop("{actor} looked {code} through: nothing to change")),
    ("file_taken_in", gettext_noop("{actor} took a file into the draft of edition {number} of {code}")),
    ("brought_back", gettext_noop("{actor} took {code} out of the archive")),
    ("round_opened", gettext_noop("{actor} asked {people} people about the draft of {code}")),
    ("round_closed", gettext_noop("{actor} closed the discussion of {code}")),
    ("round_cut_short", gettext_noop("{actor} closed the discussion of {code} before its time: {why}")),
    ("remark_made", gettext_noop("{actor} made a remark on the draft of {code}")),
    ("remark_settled", gettext_noop("{actor} settled a remark on the draft of {code}")),
    ("remark_reopened", gettext_noop("{actor} opened a remark on the draft of {code} again")),
):
    _told(_verb, _text)


@sentence("regulation.taken_out")
def taken_out(entry):
    kinds = {"bundle": _("as Markdown"), "docx": _("as Word"), "pdf": _("as PDF")}
    facts = {name: entry.details.get(name, "") for name in ("code", "number")}
    return format_html(
        _("{actor} took edition {number} of {code} out {kind}"),
        actor=actor_of(entry),
        kind=kinds.get(entry.details.get("what"), ""),
        **facts,
    )


@sentence("position.position_described")
def position_described(entry):
    return format_html(_("{actor} described the position “{name}”"), actor=actor_of(entry), name=entry.details.get("name", ""))


@sentence("regulation.hint_linked")
def hint_linked(entry):
    return format_html(_("{actor} changed where the hint “{key}” leads"), actor=actor_of(entry), key=entry.details.get("key", ""))


@sentence("regulation.shots_asked")
def shots_asked(entry):
    titles = [recipes()[key].title(get_language() or "ru") for key in entry.details.get("keys", ()) if key in recipes()]
    if not titles:
        return format_html(_("{actor} asked to take all pictures of screens again"), actor=actor_of(entry))
    return format_html(_("{actor} asked to take pictures of screens again: {keys}"), actor=actor_of(entry), keys=", ".join(titles))


@sentence("regulation.term_explained")
def term_explained(entry):
    return format_html(_("{actor} explained the word “{term}”"), actor=actor_of(entry), term=entry.details.get("term", ""))


@sentence("regulation.term_retired")
def term_retired(entry):
    return format_html(_("{actor} stopped explaining the word “{term}”"), actor=actor_of(entry), term=entry.details.get("term", ""))


@sentence("wish.made")
def wish_made(entry):
    return format_html(_("{actor} wrote a question or an idea"), actor=actor_of(entry))


@sentence("wish.answered")
def wish_answered(entry):
    return format_html(_("{actor} answered it"), actor=actor_of(entry))
