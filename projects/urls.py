from django.urls import path

from .views import estimate, gathering, listing, project

app_name = "projects"
urlpatterns = [
    path("", listing.projects, name="projects"),
    path("new/", project.begin, name="begin"),
    path("<int:pk>/", project.project, name="project"),
    path("<int:pk>/change/", project.change, name="change"),
    path("<int:pk>/closing/", project.close, name="close"),
    path("<int:pk>/reopening/", project.reopen, name="reopen"),
    path("<int:pk>/tasks/", gathering.gather, name="gather"),
    path("<int:pk>/tasks/new/", gathering.plan, name="plan"),
    path("<int:pk>/tasks/<int:task_pk>/letting-go/", gathering.let_go, name="let-go"),
    path("<int:pk>/lines/new/<slug:kind>/", estimate.new_line, name="new-line"),
    path("<int:pk>/lines/<int:line_pk>/", estimate.change_line, name="line"),
    path("<int:pk>/lines/<int:line_pk>/drop/", estimate.drop_line, name="drop-line"),
    path("<int:pk>/lines/<int:line_pk>/spending/", estimate.spend, name="spend"),
    path("<int:pk>/lines/<int:line_pk>/spending/<int:note_pk>/back/", estimate.take_back, name="take-back"),
]
