from django.urls import path

from .views import document, issue, list, own_companies, shelf, templates

app_name = "documents"
urlpatterns = [
    path("", list.documents, name="documents"),
    path("new/<int:pk>/", issue.issue, name="issue"),
    path("of/<int:pk>/", issue.panel, name="panel"),
    path("<int:pk>/", document.document, name="document"),
    path("<int:pk>/<int:number>/<slug:form>/", document.paper, name="paper"),
    path("<int:pk>/revise/", document.revise, name="revise"),
    path("<int:pk>/sent/", document.sent, name="sent"),
    path("<int:pk>/scan/", document.scan, name="scan"),
    path("<int:pk>/annul/", document.annul, name="annul"),
    path("shelf/", shelf.shelf, name="shelf"),
    path("shelf/new/", shelf.new, name="new-paper"),
    path("shelf/<int:pk>/", shelf.paper, name="shelf-paper"),
    path("shelf/<int:pk>/file/", shelf.file, name="shelf-file"),
    path("shelf/<int:pk>/retire/", shelf.retire, name="retire-paper"),
    path("shelf/<int:pk>/back/", shelf.back, name="paper-back"),
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.new, name="new-template"),
    path("templates/ready/", templates.ready, name="ready-templates"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/file/", templates.file, name="template-file"),
    path("templates/<int:pk>/retire/", templates.retire, name="retire-template"),
    path("companies/", own_companies.own_companies, name="own-companies"),
    path("companies/new/", own_companies.new, name="new-own-company"),
    path("companies/<int:pk>/", own_companies.own_company, name="own-company"),
    path("companies/<int:pk>/main/", own_companies.main, name="main-own-company"),
    path("companies/<int:pk>/retire/", own_companies.retire, name="retire-own-company"),
]
