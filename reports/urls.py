from django.urls import path

from .views import funnels, records, sales

app_name = "reports"
urlpatterns = [
    path("", funnels.funnels, name="funnels"),
    path("table/", funnels.table, name="funnel_table"),
    path("file/", funnels.file, name="funnels_file"),
    path("sales/", sales.sales, name="sales"),
    path("sales/file/", sales.file, name="sales_file"),
    path("sales/records/", records.behind_sales, name="sales_records"),
    path("records/", records.behind_funnel, name="funnel_records"),
]
