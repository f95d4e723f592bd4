from django.db import migrations

FORWARD = """
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON accounts_role
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();
"""
BACKWARD = "DROP TRIGGER configuration_changed ON accounts_role;"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_absence_known_to")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
