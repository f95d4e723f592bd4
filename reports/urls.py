from django.urls import path

from .views import baselines, conditions, funnels, records, sales

app_name = "reports"
urlpatterns = [
    path("", funnels.funnels, name="funnels"),
    path("table/", funnels.table, name="funnel_table"),
    path("file/", funnels.file, name="funnels_file"),
    path("conditions/", conditions.conditions, name="conditions"),
    path("sales/", sales.sales, name="sales"),
    path("sales/file/", sales.file, name="sales_file"),
    path("sales/records/", records.behind_sales, name="sales_records"),
    path("baselines/", baselines.baselines, name="baselines"),
    path("baselines/<int:pk>/back/", baselines.take_back, name="baseline_back"),
    path("records/", records.behind_funnel, name="funnel_records"),
]
