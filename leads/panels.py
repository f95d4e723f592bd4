"""What the enquiries put on the card of a deal."""

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from deals.panels import fact

from .models import HandOut

fact("was_handed_out", Exists(HandOut.objects.filter(lead__deal=OuterRef("pk"))))


def hand_out_panel(request, deal):
    """Why the enquiry came to whoever has the deal."""
    hand_out = HandOut.objects.of_deal(deal) if getattr(deal, "was_handed_out", True) else None
    return render_to_string("leads/panels/_hand_out.html", {"hand_out": hand_out}) if hand_out else ""
