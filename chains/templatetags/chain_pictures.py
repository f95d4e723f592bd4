from django import template
from django.utils.translation import gettext as _

from crm_project.lib import clock
from timeline import subjects

from .. import pictures
from ..board import chart_of_run

register = template.Library()


@register.inclusion_tag("chains/flow/_flow.html")
def flow_of_template(chain):
    """The flow chart of a template; ask for it `with_steps`."""
    label = _("Flow chart: %(name)s") % {"name": chain.name}
    return pictures.chart_of(pictures.steps_of_template(chain)) | {"label": label}


@register.inclusion_tag("chains/flow/_flow.html")
def flow_of_run(run):
    """The flow chart of a run, coloured by how its steps stand; ask for it `for_page`."""
    label = _("Flow chart: %(name)s") % {"name": run.name}
    return pictures.chart_of(pictures.steps_of_run(run, clock.now())) | {"label": label}


@register.inclusion_tag("chains/terms/_of_run.html", takes_context=True)
def terms_of_run(context, run):
    """The chart of terms of one run, which whoever steers it plans anew there."""
    return {"chart": chart_of_run(run, context["request"].user)}


@register.filter
def run_url(run):
    return subjects.url_of(run)
