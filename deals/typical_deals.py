"""What the handbook asks of the funnels: a typical deal to talk through, and which stages point to a section."""

from django.utils.translation import gettext as _

from regulations.uses import section_is_used
from regulations.walks import walk_source

from .models import Funnel, Stage


def typical_deals():
    """One case per funnel of deals, a thread for each stage in its order."""
    funnels = Funnel.objects.for_deals().prefetch_related("stages")
    return [
        (funnel.pk, _("A typical deal: {funnel}").format(funnel=funnel.name), [(f"stage-{one.pk}", one.name) for one in _live(funnel)])
        for funnel in funnels
    ]


@section_is_used
def stages_that_point(regulation, code):
    stages = Stage.objects.live().filter(section_code=f"{regulation}/{code}").select_related("funnel")
    return [_("stage “{stage}” of the funnel “{funnel}”").format(stage=one.name, funnel=one.funnel.name) for one in stages]


def _live(funnel):
    return sorted((one for one in funnel.stages.all() if one.retired_at is None), key=lambda one: one.position)


walk_source("typical_deal", typical_deals)
