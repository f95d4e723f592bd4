from django.urls import path

from .views import palette, pick

app_name = "search"

urlpatterns = [
    path("", palette.search, name="search"),
    path("palette/", palette.palette, name="palette"),
    path("companies/", pick.companies, name="companies"),
    path("contacts/", pick.contacts, name="contacts"),
    path("clients/", pick.clients, name="clients"),
    path("deals/", pick.deals, name="deals"),
    path("products/", pick.products, name="products"),
    path("people/", pick.people, name="people"),
]
