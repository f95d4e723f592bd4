from django.db import migrations

TABLES = ["deals_funnel", "deals_funnel_departments", "deals_stage", "deals_stagefield", "fields_customfield"]

FORWARD = "".join(
    f"CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
    " FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER configuration_changed ON {table};\n" for table in TABLES)


class Migration(migrations.Migration):
    dependencies = [("deals", "0005_deal_discarding"), ("accounts", "0005_configuration_changes"), ("fields", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
