"""Who answers for the CRM: the owner of the handbook; while there is none, everybody who may write it."""

from accounts.models import User

from ..models.regulation import Regulation


def crm_owners():
    handbook = Regulation.objects.filter(retired_at__isnull=True).select_related("owner").order_by("position", "pk").first()
    if handbook is not None and handbook.owner and handbook.owner.is_active:
        return [handbook.owner]
    return [person for person in User.objects.filter(is_active=True).select_related("role") if person.may("edit", "regulation")]
