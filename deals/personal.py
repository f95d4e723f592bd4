"""What deals hold of a person: their names stand in the names of deals and in words about a loss."""

from django.utils.translation import gettext_lazy as _

from contacts.personal import holds, without
from crm_project.lib.formats import money


def _deals(contact):
    return contact.deals.select_related("stage").order_by("created_at")


def _tell(contact, user):
    sees_money = user.has_right("see_money")
    for deal in _deals(contact).visible_to(user):
        amount = money(deal.amount, deal.currency) if sees_money and deal.amount is not None else "—"
        yield f"{deal.created_at:%d.%m.%Y} {deal.name}, {deal.stage.name}, {amount}"


def _tell_scores(contact, user):
    for score in contact.scores.answered().visible_to(user).select_related("deal").order_by("answered_at"):
        yield f"{score.answered_at:%d.%m.%Y} {score} {score.comment}".strip()


def _forget_scores(contact, _names, _alias):
    """The number stays for the reports, the words go."""
    return contact.scores.answered().update(comment="")


def _deliveries(contact):
    """What was reserved and shipped on their deals: notes and places may name people."""
    from .models import Delivery

    return Delivery.objects.of_contact(contact)


def _tell_deliveries(contact, user):
    seen = contact.deals.visible_to(user)
    for one in _deliveries(contact).of_deals(seen):
        yield " ".join(part for part in (f"{one.day:%d.%m.%Y}", one.get_kind_display(), *one.said) if part)


def _forget_deliveries(contact, names, alias):
    count = 0
    for one in _deliveries(contact).select_for_update(of=("self",)):
        before = one.said
        for name in one.WORDS:
            setattr(one, name, without(getattr(one, name), names, alias)[: one._meta.get_field(name).max_length])
        if one.said != before:
            one.save(update_fields=one.WORDS)
            count += 1
    return count


def _forget(contact, names, alias):
    count = 0
    for deal in _deals(contact):
        deal.name, deal.loss_comment = without(deal.name, names, alias), without(deal.loss_comment, names, alias)
        deal.save(update_fields=["name", "loss_comment"])
        count += 1
    return count


holds("deals", _("Deals"), tell=_tell, forget=_forget, cards=lambda contact: ("deal", list(contact.deals.values_list("pk", flat=True))))
holds("scores", _("Scores"), tell=_tell_scores, forget=_forget_scores, cards=lambda contact: ("deal", []))
holds("deliveries", _("Reservations and shipments"), tell=_tell_deliveries, forget=_forget_deliveries, cards=lambda contact: ("deal", []))
