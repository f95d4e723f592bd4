import django_filters
from django.utils.translation import gettext_lazy as _

from .models import Delivery, IntakePoint


class DeliveryFilter(django_filters.FilterSet):
    """Which deliveries: through which intake, and what came of them."""

    point = django_filters.ModelChoiceFilter(label=_("Intake"), queryset=IntakePoint.objects.all(), empty_label=_("All intakes"))
    state = django_filters.ChoiceFilter(label=_("What came of it"), choices=Delivery.State.choices, empty_label=_("All deliveries"))

    class Meta:
        model = Delivery
        fields = ["point", "state"]
