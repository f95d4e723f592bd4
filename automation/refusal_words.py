from django.utils.translation import gettext as _

from .refusals import EditConflict, IsOn, IsRetired, NothingToDo, NotTried, OwnerIsGone, PartIsGone, WouldLoop


def words_of(refusal):
    """Why a rule is not changed or switched on, as one sentence for whoever pressed the button."""
    if isinstance(refusal, WouldLoop):
        circle = " → ".join(_("“{name}”").format(name=name) for name in refusal.names)
        return _("The rule would go in a circle: {circle}. Change an action, or switch one of these rules off.").format(circle=circle)
    if isinstance(refusal, PartIsGone):
        return str(refusal.words)
    texts = {
        IsOn: _("The rule is acting now. Switch it off, then change it."),
        IsRetired: _("The rule is out of use."),
        EditConflict: _("Somebody changed the rule in between: look at it again."),
        OwnerIsGone: _("Say what the rule is for and who answers for it, somebody with access."),
        NothingToDo: _("The rule does nothing yet: add an action."),
        NotTried: _("Try the rule on the last month first: it has changed since, or was never tried."),
    }
    return texts.get(type(refusal), _("You may not do this."))
