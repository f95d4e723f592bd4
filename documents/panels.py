"""What documents put on the card of a deal."""

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from deals.panels import fact

from .models import Document
from .permissions import may_issue

MOST = 20

fact("has_documents", Exists(Document.objects.filter(deal=OuterRef("pk"))))


def documents_panel(request, deal):
    """The papers of a deal and the button for one more; nothing for those who may not see documents or sums."""
    user = request.user
    if not user.may("see", "document") or not user.has_right("see_money"):
        return ""
    may = may_issue(user, deal)
    if not may and not getattr(deal, "has_documents", True):
        return ""
    return render_to_string("documents/_panel.html", panel_of(deal, user) | {"may_issue": may})


def panel_of(deal, user):
    has_some = getattr(deal, "has_documents", True)
    found = Document.objects.visible_to(user).of(deal).for_panel()[: MOST + 1] if has_some else []
    return {"deal": deal, "documents": found[:MOST], "has_more": len(found) > MOST}
