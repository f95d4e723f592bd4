"""Open deals are renamed a few at a time, by the outbox: nobody's move waits, and a worker that dies is followed by another."""

from collections import Counter
from dataclasses import dataclass

from outbox.handlers import handler
from outbox.post import put

from .models import Deal, Renaming
from .naming import name_of, own_tokens

AT_ONCE, LOOKED_THROUGH, EXAMPLES = 50, 1000, 5


@handler("deals.rename")
def rename(payload):
    """The next few deals; what is named so already is passed over, so that a second run finds nothing to do."""
    if Renaming.objects.get(pk=payload["run"]).go_on(AT_ONCE):
        turn = payload.get("turn", 0) + 1
        put("deals.rename", {**payload, "turn": turn}, key=f"rename:{payload['run']}:{turn}")


@dataclass
class Preview:
    """What a run would do: of `looked` open deals `renamed` would change, `typed` keep the names people typed.

    `examples` are [(deal, new name)] of deals the reader sees; `shared` deals would bear a name that another bears, too.
    """

    total: int
    looked: int
    renamed: int
    typed: int
    examples: list
    shared: int
    shared_name: str

    @property
    def is_idle(self):
        """There is nothing that a run could change."""
        return self.looked == self.total and not self.renamed and not self.typed


def preview_of(funnel, user):
    """The newest open deals, by the templates as they are kept now; nothing is changed."""
    found = funnel.deals.open()
    own, deals = own_tokens(funnel), list(found.for_names().newest_first()[:LOOKED_THROUGH])
    names = {deal.pk: deal.name if deal.name_is_manual else name_of(deal, own=own)[:300] for deal in deals}
    changed = [deal for deal in deals if names[deal.pk] != deal.name]
    seen = set(Deal.objects.visible_to(user).filter(pk__in=[deal.pk for deal in changed]).values_list("pk", flat=True))
    shared = {name: number for name, number in Counter(names.values()).items() if number > 1}
    return Preview(
        total=found.count(),
        looked=len(deals),
        renamed=len(changed),
        typed=sum(deal.name_is_manual for deal in deals),
        examples=[(deal, names[deal.pk]) for deal in changed if deal.pk in seen][:EXAMPLES],
        shared=sum(shared.values()),
        shared_name=max(shared, key=shared.get) if shared else "",
    )
