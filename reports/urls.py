from django.urls import path

from .views import baselines, bottlenecks, conditions, discipline, funnels, records, relay, results, sales

app_name = "reports"
urlpatterns = [
    path("", funnels.funnels, name="funnels"),
    path("table/", funnels.table, name="funnel_table"),
    path("file/", funnels.file, name="funnels_file"),
    path("conditions/", conditions.conditions, name="conditions"),
    path("sales/", sales.sales, name="sales"),
    path("sales/file/", sales.file, name="sales_file"),
    path("sales/records/", records.behind_sales, name="sales_records"),
    path("hand-offs/", relay.relay, name="relay"),
    path("hand-offs/file/", relay.file, name="relay_file"),
    path("hand-offs/records/", relay.behind_relay, name="relay_records"),
    path("bottlenecks/", bottlenecks.bottlenecks, name="bottlenecks"),
    path("bottlenecks/file/", bottlenecks.file, name="bottlenecks_file"),
    path("bottlenecks/records/", bottlenecks.behind_bottlenecks, name="bottlenecks_records"),
    path("results/", results.results, name="results"),
    path("results/file/", results.file, name="results_file"),
    path("results/records/", results.behind_results, name="results_records"),
    path("discipline/", discipline.discipline, name="discipline"),
    path("discipline/file/", discipline.file, name="discipline_file"),
    path("discipline/records/", discipline.behind, name="discipline_records"),
    path("baselines/", baselines.baselines, name="baselines"),
    path("baselines/<int:pk>/back/", baselines.take_back, name="baseline_back"),
    path("records/", records.behind_funnel, name="funnel_records"),
]
