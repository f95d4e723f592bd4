"""What can be done with many records at once: a registry that the apps above fill when they are ready."""

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _


class Gone(Exception):
    """The record was there when it was chosen and is not any more, or not for this person."""


class Unclear(Exception):
    """What was chosen in the dialog does not make sense any more, so that nothing more is done: `words` tell it."""

    def __init__(self, words):
        super().__init__(words)
        self.words = words


class TermsForm(forms.Form):
    """What a verb has to be told once for all cards; choices hold only what the person may see."""

    reloads = ()
    """Fields whose choice changes what else is asked."""
    template = ""
    """A partial for its fields, where one under another is not the best way."""

    def __init__(self, *args, user, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.kind = user, kind

    def know(self, records):
        """The chosen records, as a queryset of their model, before the choices are shown."""

    def reload_from(self, address):
        """Choosing such a field asks for the dialog anew."""
        for name in self.reloads:
            self.fields[name].widget.attrs |= {"hx-get": address, "hx-trigger": "change", "hx-target": "#dialog", "hx-swap": "innerHTML"}


class Verb:
    """One act on one card at a time, by the verb of its model.

    `refusals` are the exceptions by which a card says no; `tell` puts one into the words of that card's own page.
    """

    code, label, icon, position = "", "", "", 50
    form = TermsForm
    refusals = ()
    right = "edit"
    flag = ""
    is_danger = False

    def allowed(self, user, kind):
        return user.has_right("bulk") and user.may(self.right, kind) and (not self.flag or user.has_right(self.flag))

    def title(self, number):
        """Over the dialog: «Give 12 deals to another person»."""
        raise NotImplementedError

    def summary(self, terms):
        """What is done, for the page of the act and the history: «To Boris»."""
        return ""

    def do(self, record, terms, *, by, seen, token):
        """`seen` tells the columns of the record as the person saw them, {column: value}, 0 where there was none."""
        raise NotImplementedError

    def tell(self, refusal, record, terms):
        raise NotImplementedError

    def read(self, act):
        """The terms of an act in normal form, judged by the present rights of its author."""
        from django.http import QueryDict

        form = self.form(QueryDict(act.terms), user=act.by, kind=act.kind_of)
        if not form.is_valid():
            raise Unclear(" ".join(str(error) for errors in form.errors.values() for error in errors))
        return form.cleaned_data


def told_anyway(refusal):
    """Words for what no verb foresees."""
    return _("It is not there any more, or not yours to see.") if isinstance(refusal, Gone) else _("It could not be changed just now.")


_verbs = {}


def verb(*kinds):
    """Register a Verb for records of these kinds, in the order of the bar: `@verb("deal", "lead") class Give(Verb): …`."""

    def remember(made):
        for kind in kinds:
            _verbs.setdefault(kind, {})[made.code] = made()
        return made

    return remember


def verbs_of(kind, user):
    """Those this person may use on records of this kind."""
    return [one for one in sorted(_verbs.get(kind, {}).values(), key=lambda one: one.position) if one.allowed(user, kind)]


def verb_of(kind, code):
    try:
        return _verbs[kind][code]
    except KeyError:
        raise Http404 from None


def may_bulk(user, kind):
    """Whether boxes stand before the rows of this list."""
    return bool(user.has_right("bulk") and verbs_of(kind, user))
