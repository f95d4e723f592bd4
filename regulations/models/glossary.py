from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crm_project.lib import clock

from .regulation import Regulation

LANGUAGES = ("ru", "en")


class GlossaryTermQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired_at__isnull=True)

    def for_list(self):
        return self.select_related("section__regulation").order_by(Lower("term_ru"), "pk")


class GlossaryTerm(models.Model):
    """A word of the company with what it means, in both languages. `synonyms_*` are other words and forms for it.

    Where its meaning changed of substance, `redefined_at` says when, and `meant` what it said before, {language: definition}.
    """

    term_ru = models.CharField(_("word, Russian"), max_length=80)
    term_en = models.CharField(_("word, English"), max_length=80, blank=True)
    definition_ru = models.TextField(_("what it means, Russian"), max_length=400)
    definition_en = models.TextField(_("what it means, English"), max_length=400, blank=True)
    synonyms_ru = models.JSONField(_("other words, Russian"), default=list, blank=True)
    synonyms_en = models.JSONField(_("other words, English"), default=list, blank=True)
    section = models.ForeignKey(
        "Section", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("section that explains it")
    )
    redefined_at = models.DateTimeField(null=True, blank=True)
    meant = models.JSONField(default=dict, blank=True, db_default=models.Value({}, models.JSONField()))
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = GlossaryTermQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("term_ru"), condition=models.Q(retired_at__isnull=True), name="one_meaning_per_word"),
        ]

    def __str__(self):
        return self.term_ru

    def clean(self):
        if GlossaryTerm.objects.in_use().filter(term_ru__iexact=self.term_ru).exclude(pk=self.pk).exists():
            raise ValidationError({"term_ru": _("This word is explained already.")})

    def said(self, language):
        """(word, definition, other words) in a language, or as far as there are any in the other."""
        others = [other for other in LANGUAGES if other != language]
        for one in (language, *others):
            if getattr(self, f"term_{one}", "") and getattr(self, f"definition_{one}", ""):
                return getattr(self, f"term_{one}"), getattr(self, f"definition_{one}"), getattr(self, f"synonyms_{one}")
        return self.term_ru, self.definition_ru, self.synonyms_ru

    def explain(self, *, by, redefines=True):
        """Save what was written; the history of the handbook keeps who did. A meaning that says something else is told in the
        sections that use the word, unless it only says the same better."""
        with transaction.atomic():
            held = GlossaryTerm.objects.select_for_update().filter(pk=self.pk).first() if self.pk else None
            if held and redefines and self._says_otherwise(held):
                self.redefined_at = clock.now()
                self.meant = {language: getattr(held, f"definition_{language}") for language in LANGUAGES}
            self.save()
            self._note("term_explained", by)

    def _says_otherwise(self, before):
        """By the engine that compares texts: typography is no change."""
        from ..changes.tokens import Cell
        from ..changes.words import word_changes

        pairs = [(getattr(before, name), getattr(self, name)) for name in ("definition_ru", "definition_en")]
        return any(word_changes(Cell(was), Cell(now)).ops for was, now in pairs)

    def retire(self, *, by):
        """Texts no longer explain it."""
        with transaction.atomic():
            self.retired_at = clock.now()
            self.save(update_fields=["retired_at"])
            self._note("term_retired", by)

    def _note(self, verb, by):
        handbook = Regulation.objects.order_by("position", "pk").first()
        if handbook is not None:
            handbook.record(verb, by=by, term=self.term_ru)
