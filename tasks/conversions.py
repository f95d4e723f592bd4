"""What was planned about a lead goes on with the deal it became."""

from django.dispatch import receiver

from crm_project.lib import clock
from leads.signals import lead_converted


@receiver(lead_converted, dispatch_uid="tasks.go_on_with_the_deal")
def go_on_with_the_deal(sender, lead, deal, by, **kwargs):
    """Open tasks change their card; since when they stood on which is kept."""
    now = clock.now()
    for task in list(lead.tasks.open().locked()):
        task.lead, task.deal = None, deal
        task.save(update_fields=["lead", "deal"])
        task._close_span(now)
        task._open_span(now)
