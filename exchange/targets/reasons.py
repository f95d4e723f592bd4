"""Loss reasons that a table names: each funnel has its own."""

from deals.models import LossReason


class Reasons:
    """Of the funnels of a run: found by their names, or by what a person said a word means there."""

    def __init__(self, run, funnels):
        reasons = LossReason.objects.live().filter(funnel__in=funnels)
        self._known = {(reason.funnel_id, reason.name.casefold()): reason for reason in reasons}
        by_pk = {reason.pk: reason for reason in self._known.values()}
        for word, pks in run.choices.get("reason", {}).items():
            for reason in (by_pk[pk] for pk in pks if pk in by_pk):
                self._known[reason.funnel_id, word.casefold()] = reason

    def of(self, stage, word):
        """What a word means to the funnel of a stage, or None."""
        return self._known.get((stage.funnel_id, word.casefold()))
