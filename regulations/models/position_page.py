from django.conf import settings
from django.db import models, transaction

from crm_project.lib import clock
from crm_project.lib.text import clean
from timeline.models import Entry

from ..refusals import NotAllowed, PageChanged
from ..writing import link_by_code

LANGUAGES = ("ru", "en")
PARTS = ("duties", "zone")


class PositionPage(models.Model):
    """What a position is there for. `words` is {language: {"duties": Markdown, "zone": Markdown}}, `measures` keys of figures."""

    position = models.OneToOneField("accounts.Position", on_delete=models.PROTECT, related_name="page")
    words = models.JSONField(default=dict)
    measures = models.JSONField(default=list)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self):
        return str(self.position)

    @classmethod
    def of(cls, position):
        """The page of a position; an unsaved empty one where nobody has written it."""
        return cls.objects.filter(position=position).first() or cls(position=position)

    @property
    def mark(self):
        """What the page said when it was opened."""
        return self.changed_at.isoformat() if self.pk else ""

    def said(self, part, language):
        """Its words in a language, or in the other one."""
        found = [self.words.get(name, {}).get(part, "") for name in (language, *LANGUAGES)]
        return next(filter(None, found), "")

    @classmethod
    def write(cls, position, words, measures, *, seen, by):
        """Set the whole page. Refuses with PageChanged where somebody wrote it since it was `seen`."""
        if not by.may("edit", "regulation"):
            raise NotAllowed
        words = {language: {part: link_by_code(clean(parts.get(part, ""))) for part in PARTS} for language, parts in words.items()}
        with transaction.atomic():
            type(position).objects.select_for_update(no_key=True).get(pk=position.pk)
            page = cls.of(position)
            if page.mark != seen:
                raise PageChanged(page)
            if (page.words, page.measures) == (words, measures):
                return page
            page.words, page.measures, page.changed_at, page.changed_by = words, measures, clock.now(), by
            page.save()
            position.record("position_described", by=by, audience=Entry.Audience.ADMINS, name=position.name)
        return page
