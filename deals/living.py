"""What the handbook shows of the funnels as they are: stages, required fields, loss reasons."""

from django.template.loader import render_to_string

from fields.hidden import label_for
from regulations.living import live_block

from .card_fields import reader_of
from .models import Funnel
from .requirements import stages_with_fields, with_stages


def stages(user):
    """What each stage is for, when a card comes there and when it leaves."""
    tables = [(funnel, [stage for stage in _stages_of(funnel) if stage.is_open]) for funnel in with_stages(_funnels(user))]
    return _drawn("stages", tables)


def required_fields(user):
    """What is asked for on the way to each stage; a field that is not for the reader's eyes is named by whose business it is."""
    tables = [(funnel, [(stage, _asked(stage, user)) for stage in _stages_of(funnel)]) for funnel in with_stages(_funnels(user))]
    return _drawn("required_fields", [(funnel, [row for row in rows if row[1]]) for funnel, rows in tables])


def loss_reasons(user):
    """The reasons of each funnel, when one is chosen and what follows."""
    funnels = _funnels(user).prefetch_related("loss_reasons__return_funnel")
    reasons = [(funnel, [one for one in funnel.loss_reasons.all() if one.retired_at is None]) for funnel in funnels]
    return _drawn("loss_reasons", reasons)


def _funnels(user):
    return Funnel.objects.for_deals().visible_to(user).order_by("position", "pk")


def _stages_of(funnel):
    return [stage for stage in stages_with_fields(funnel) if not stage.is_going]


def _asked(stage, user):
    return [_label(reader_of(one), user) for one in stage.fields.all() if one.is_required and not (one.custom_id and one.custom.retired_at)]


def _label(reader, user):
    return reader.label if reader.is_seen_by(user) else label_for(reader.field, user)


def _drawn(name, tables):
    """Nothing where there is nothing to tell."""
    tables = [(funnel, rows) for funnel, rows in tables if rows]
    return render_to_string(f"deals/living/{name}.html", {"tables": tables}) if tables else ""


for _name, _render in (("stages", stages), ("required_fields", required_fields), ("loss_reasons", loss_reasons)):
    live_block(_name, _render)
