"""What automation puts on the card of a deal: one item of «…»; the card asks the database nothing for it."""

from django.template.loader import render_to_string


def why_item(request, deal):
    return render_to_string("automation/_why_item.html", {"deal": deal})
