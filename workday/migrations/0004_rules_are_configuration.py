from django.db import migrations

FORWARD = """
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON workday_rulesetting
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();
"""
BACKWARD = "DROP TRIGGER configuration_changed ON workday_rulesetting;"


class Migration(migrations.Migration):
    dependencies = [("workday", "0003_indexes_for_the_judgement"), ("accounts", "0005_configuration_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
