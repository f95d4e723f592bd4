"""What the enquiries put on the card of a deal."""

from django.template.loader import render_to_string

from .models import HandOut


def hand_out_panel(request, deal):
    """Why the enquiry came to whoever has the deal."""
    hand_out = HandOut.objects.of_deal(deal)
    return render_to_string("leads/panels/_hand_out.html", {"hand_out": hand_out}) if hand_out else ""
