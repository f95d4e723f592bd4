from django.db import migrations

FORWARD = """
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON chains_chaintemplate
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();
"""
BACKWARD = "DROP TRIGGER configuration_changed ON chains_chaintemplate;"


class Migration(migrations.Migration):
    dependencies = [("chains", "0001_initial"), ("accounts", "0005_configuration_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
