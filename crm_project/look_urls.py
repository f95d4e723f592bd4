from django.urls import path

from crm_project import shell_views, styleguide

app_name = "shell"
urlpatterns = [
    path("shell/badges/", shell_views.badges, name="badges"),
    path("manifest.webmanifest", shell_views.manifest, name="manifest"),
    path("sw.js", shell_views.service_worker, name="service_worker"),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("styleguide/dialog/", styleguide.sample_dialog, name="styleguide_dialog"),
    path("styleguide/undo/", styleguide.undo, name="styleguide_undo"),
]
