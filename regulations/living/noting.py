"""What is said of a change of the settings while it is made: why, and whether people are asked to read what became of it."""

from contextlib import contextmanager
from functools import cached_property

from django import forms
from django.core.exceptions import BadRequest
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line

from .blocks import asks_to_read, block_named, is_among


class NoteForm(forms.Form):
    """Stands in every editor of settings that the handbook shows; `shown` tells that it did."""

    shown = forms.CharField(required=False, initial="1", widget=forms.HiddenInput)
    tell = forms.BooleanField(label=_("Ask people to read what changed"), required=False)
    reason = forms.CharField(label=_("Why, in one line"), required=False, max_length=200)

    def __init__(self, *args, blocks, place="handbook", **kwargs):
        """`place` tells two of them on one page apart."""
        super().__init__(*args, prefix="handbook", initial={"shown": "1", "tell": asks_to_read(blocks)}, auto_id=f"{place}-%s", **kwargs)


@contextmanager
def noted(request, *blocks):
    """Around the verb that changes settings: with it is kept what the editor said to the handbook, if it asked."""
    form = NoteForm(request.POST, blocks=blocks)
    if not form.is_valid():
        # The field takes no more than it keeps: what comes longer was not typed into it, and nothing is changed by halves.
        raise BadRequest("the reason is too long")
    with transaction.atomic():
        yield
        if form.cleaned_data["shown"]:
            note(blocks, by=request.user, is_told=form.cleaned_data["tell"], reason=form.cleaned_data["reason"])


def note(blocks, *, by, is_told, reason=""):
    from ..models import SettingsNote

    SettingsNote.objects.create(blocks=sorted(blocks), reason=clean_line(reason), is_told=is_told, by=by, at=clock.now())


class Said:
    """What was said of the settings since their blocks were frozen, {block: when}; one query where there are any."""

    def __init__(self, frozen_at):
        self.frozen_at = frozen_at

    @classmethod
    def of(cls, snapshots):
        frozen_at = {}
        for one in snapshots:
            frozen_at[one.block] = max(one.taken_at, frozen_at.get(one.block, one.taken_at))
        return cls(frozen_at)

    @cached_property
    def _notes(self):
        from ..models import SettingsNote

        return list(SettingsNote.objects.since(min(self.frozen_at.values()))) if self.frozen_at else []

    def asks(self, names):
        """Whether a change of these blocks asks people to read: as was said, else as is usual for the block."""
        return any(self._asks(name) for name in names)

    def reasons(self, names):
        """Each once, in the order they were given."""
        return list(dict.fromkeys(one.reason for name in names for one in self._about(name) if one.reason))

    def _about(self, name):
        since = self.frozen_at.get(name)
        return [one for one in self._notes if since and one.at >= since and is_among(name, one.blocks)]

    def _asks(self, name):
        said = self._about(name)
        return any(one.is_told for one in said) if said else getattr(block_named(name), "asks_to_read", False)
