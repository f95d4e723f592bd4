"""The words a company keeps for its clients; used words are retired, never deleted."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock
from crm_project.lib.text import clean_line
from timeline.models import Entry

from .models import Channel, Segment, SegmentGroup, Source


class WordForm(forms.ModelForm):
    def clean_name(self):
        """A word occurs once among those of its kind, whatever the case."""
        name = clean_line(self.cleaned_data["name"])
        twins = self._meta.model.objects.filter(name__iexact=name).exclude(pk=self.instance.pk)
        if twins.exists():
            raise forms.ValidationError(_("There is such a word already; perhaps among the retired ones."))
        return name


class SourceForm(WordForm):
    class Meta:
        model = Source
        fields = ["name", "channel", "cost"]
        labels = {"channel": _("Channel")}


class ChannelForm(WordForm):
    class Meta:
        model = Channel
        fields = ["name"]


class SegmentForm(WordForm):
    group_name = forms.CharField(label=_("Group"), max_length=120, required=False, help_text=_("region, industry, size…"))

    class Meta:
        model = Segment
        fields = ["name"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.group:
            self.fields["group_name"].initial = self.instance.group.name

    def save(self, commit=True):
        name = clean_line(self.cleaned_data["group_name"])
        self.instance.group = SegmentGroup.objects.get_or_create(name=name)[0] if name else None
        return super().save(commit)


@dataclass(frozen=True)
class Dictionary:
    name: str
    model: Any
    form: Any
    label: Any
    text: Any
    icon: str
    feeds: str = ""
    """The living block of the handbook that shows it."""

    @property
    def url(self):
        return reverse(f"contacts:{self.name}")

    def words(self):
        words = self.model.objects.order_by("retired_at", "position", "name")
        related = [name for name in ("channel", "group") if name in {field.name for field in self.model._meta.fields}]
        return words.select_related(*related) if related else words

    def word(self, pk):
        return self.model.objects.filter(pk=pk).first()

    def save(self, form, *, by):
        is_new = form.instance.pk is None
        word = form.save()
        self._record("word_added" if is_new else "word_changed", word, by)

    def retire_or_return(self, word, *, by):
        word.retired_at = None if word.retired_at else clock.now()
        word.save(update_fields=["retired_at"])
        self._record("word_retired" if word.retired_at else "word_returned", word, by)

    def _record(self, verb, word, by):
        facts = {"name": word.name, "dictionary": self.name}
        Entry.fact("workspace", 0, verb, by=by, audience=Entry.Audience.ADMINS, **facts).save(force_insert=True)


DICTIONARIES = {
    "sources": Dictionary(
        "sources", Source, SourceForm, _("Sources"), _("Where enquiries come from, with their cost"), "target", "lead_sources"
    ),
    "channels": Dictionary("channels", Channel, ChannelForm, _("Channels"), _("By which way an enquiry arrives"), "route", "lead_sources"),
    "segments": Dictionary("segments", Segment, SegmentForm, _("Segments"), _("Parts of the market: region, industry, size"), "tags"),
}
