from django.urls import path, register_converter

from .kinds import ClientConverter
from .views import card, doubles, edit, export, known, limits, lists, merge, personal, roles, trash, words

register_converter(ClientConverter, "client")
app_name = "contacts"
_CLIENT = "<client:kind>/<int:pk>/"

urlpatterns = [
    path("", lists.companies, name="companies"),
    path("people/", lists.contacts, name="contacts"),
    path("company/new/", edit.new_company, name="new-company"),
    path("contact/new/", edit.new_contact, name="new-contact"),
    path("company/<int:pk>/", card.client, {"kind": "company"}, name="company"),
    path("contact/<int:pk>/", card.client, {"kind": "contact"}, name="contact"),
    path("company/<int:pk>/account/", roles.account, name="account"),
    path("contact/<int:pk>/personal/", personal.panel, name="personal"),
    path("contact/<int:pk>/consents/new/", personal.consent, name="consent"),
    path("contact/<int:pk>/consents/<int:consent_pk>/withdrawal/", personal.withdraw, name="withdraw"),
    path("contact/<int:pk>/everything/", personal.everything, name="everything"),
    path("contact/<int:pk>/erasure/", personal.erase, name="erase"),
    path("contact/<int:pk>/accesses/", personal.accesses, name="accesses"),
    path("export/<client:kind>/<slug:ending>/", export.clients, name="export"),
    path(_CLIENT, card.client, name="client"),
    path(f"{_CLIENT}edit/", edit.edit, name="edit"),
    path(f"{_CLIENT}owner/", edit.give, name="give"),
    path(f"{_CLIENT}removal/", trash.discard, name="discard"),
    path(f"{_CLIENT}return/", trash.restore, name="restore"),
    path(f"{_CLIENT}role/", roles.add, name="role"),
    path(f"{_CLIENT}role/<int:role>/removal/", roles.remove, name="role-remove"),
    path(f"{_CLIENT}merge/", merge.begin, name="merge-begin"),
    path(f"{_CLIENT}merge/<int:other>/", merge.merge, name="merge"),
    path(f"{_CLIENT}merges/", merge.merges, name="merges"),
    path(f"{_CLIENT}merges/<int:merge>/undo/", merge.undo, name="merge-undo"),
    path("doubles/", doubles.companies, name="double-company"),
    path("doubles/people/", doubles.contacts, name="double-contact"),
    path("doubles/<client:kind>/<int:pk>/dismissal/", doubles.dismiss, name="double-dismiss"),
    path("doubles/<client:kind>/<int:pk>/return/", doubles.bring_back, name="double-return"),
    path("known/", known.known, name="known"),
    path("known/note/", known.note, name="note"),
    path("limits/", limits.people, name="limits"),
    path("limits/new/", limits.limit, name="new-limit"),
    path("limits/<int:pk>/", limits.limit, name="limit"),
    path("words/sources/", words.words, {"name": "sources"}, name="sources"),
    path("words/channels/", words.words, {"name": "channels"}, name="channels"),
    path("words/segments/", words.words, {"name": "segments"}, name="segments"),
    path("words/<slug:name>/new/", words.word, name="new-word"),
    path("words/<slug:name>/<int:pk>/", words.word, name="word"),
    path("words/<slug:name>/<int:pk>/retirement/", words.retire, name="retire-word"),
]
