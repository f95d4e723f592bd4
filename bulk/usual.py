"""The acts that most kinds of records know: given, moved to a stage, thrown away. Each kind registers its own with its form and words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .verbs import Verb


class Giving(Verb):
    """The terms name the new `owner`."""

    code, label, icon, position = "owner", gettext_lazy("Give to…"), "user-share", 10

    def title(self, number):
        return _("Give to another person: {number}").format(number=number)

    def summary(self, terms):
        return _("New owner: {owner}").format(owner=terms["owner"])

    def do(self, record, terms, *, by, seen, token):
        record.give_to(terms["owner"], by=by, seen_owner=seen.get("owner_id"))


class Moving(Verb):
    """The terms name the `stage`."""

    code, label, icon, position = "stage", gettext_lazy("Move to a stage"), "arrow-right", 20

    def title(self, number):
        return _("Move to a stage: {number}").format(number=number)

    def summary(self, terms):
        return _("To the stage “{stage}”").format(stage=terms["stage"].name)

    def do(self, record, terms, *, by, seen, token):
        record.move_to(terms["stage"], by=by, seen=seen.get("stage_id") or None)


class Discarding(Verb):
    code, label, icon, position = "trash", gettext_lazy("Into the trash"), "trash", 90
    right, is_danger = "delete", True

    def title(self, number):
        return _("Into the trash: {number}").format(number=number)

    def do(self, record, terms, *, by, seen, token):
        record.discard(by=by)
