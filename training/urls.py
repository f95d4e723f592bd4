from django.urls import path

from .views import bank, definitions, heads, own, result, reviewing, taking, transfer

app_name = "training"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("assignments/<int:pk>/", own.assignment, name="assignment"),
    path("assignments/<int:pk>/start/", own.start, name="start"),
    path("self/<int:pk>/", own.check_yourself, name="self-check"),
    path("attempts/<int:pk>/", taking.attempt, name="attempt"),
    path("attempts/<int:pk>/<int:place>/", taking.item, name="item"),
    path("attempts/<int:pk>/check/", taking.check, name="check"),
    path("attempts/<int:pk>/submit/", taking.submit, name="submit"),
    path("attempts/<int:pk>/result/", result.result, name="result"),
    path("attempts/<int:pk>/certificate/", result.certificate, name="certificate"),
    path("items/<int:pk>/appeal/", result.appeal, name="appeal"),
    path("results/", heads.results, name="results"),
    path("results/xlsx/", heads.results_xlsx, name="results-xlsx"),
    path("results/assign/", heads.assign, name="assign"),
    path("assignments/<int:pk>/waive/", heads.waive, name="waive"),
    path("assignments/<int:pk>/one-more/", heads.one_more, name="one-more"),
    path("assignments/<int:pk>/time/", heads.more_time, name="more-time"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("reviews/<int:pk>/", reviewing.review, name="review"),
    path("appeals/<int:pk>/", reviewing.decide, name="decide"),
    path("bank/", bank.bank, name="bank"),
    path("bank/new/<slug:type>/", bank.new, name="question-new"),
    path("bank/import/", transfer.take_in, name="bank-import"),
    path("bank/export/<slug:kind>/", transfer.give_out, name="bank-export"),
    path("bank/<int:pk>/", bank.question, name="question"),
    path("bank/<int:pk>/activate/", bank.activate, name="activate"),
    path("bank/<int:pk>/retire/", bank.retire, name="question-retire"),
    path("bank/<int:pk>/regrade/", bank.regrade, name="regrade"),
    path("definitions/", definitions.tests, name="tests"),
    path("definitions/new/", definitions.new, name="test-new"),
    path("definitions/<int:pk>/", definitions.test, name="test"),
    path("definitions/<int:pk>/retire/", definitions.retire, name="test-retire"),
]
