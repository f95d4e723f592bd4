from django.urls import path

from .views import score_answer

app_name = "scores"

urlpatterns = [path("<str:token>/", score_answer.answer, name="answer")]
