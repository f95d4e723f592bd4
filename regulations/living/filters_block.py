"""The usual filters of the lists, and those that departments share, each with its link."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import SavedView
from accounts.saved_pages import pages_by_code

from .blocks import Block, Column, live_block


def saved_filters():
    """Page by page: the filters of the house, then the shared ones by name."""
    pages = pages_by_code()
    found = [
        {"id": f"{page.code}:{code}", "name": code, "page": page.code, "for": None, "open": {"page": page.code, "query": parameters}}
        for page in pages.values()
        for code, _label, parameters in page.usual
    ]
    shared = SavedView.objects.shared().filter(page__in=pages).order_by("page", "name", "pk")
    return found + [
        {"id": one.pk, "name": one.name, "page": one.page, "for": one.shared_with_id, "open": {"page": one.page, "query": one.query}}
        for one in shared
    ]


def own_filters():
    """A lens: filters of lists the reader may open, of the house or shared with their department."""
    pages = pages_by_code()

    def is_for(thing, reader):
        page = pages.get(thing["page"])
        above = {int(part) for part in reader.department.path.split("/") if part}
        return page is not None and reader.may(page.right[1], page.right[0]) and (thing["for"] is None or thing["for"] in above)

    return lambda things, reader: [thing for thing in things if is_for(thing, reader)]


def name_of(thing):
    page = pages_by_code().get(thing["page"])
    usual = {f"{thing['page']}:{code}": label for code, label, _parameters in page.usual} if page else {}
    return usual.get(thing["id"], thing["name"])


def _list(code):
    page = pages_by_code().get(code)
    return page.label if page else code


def _address(open_):
    page = pages_by_code().get(open_["page"])
    return page.link(open_["query"]) if page else ""


live_block(
    Block(
        "saved_filters",
        gettext_lazy("Saved filters"),
        saved_filters,
        (
            Column("name", gettext_lazy("Filter")),
            Column("page", gettext_lazy("List"), _list),
            Column("open", gettext_lazy("Link"), lambda _open: _("Open the list"), url=_address),
        ),
        lens=own_filters,
        called=name_of,
        source=gettext_lazy("filters of departments"),
        asks_to_read=False,
    )
)
