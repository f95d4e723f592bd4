from django.db import migrations

FORWARD = """
CREATE TRIGGER configuration_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON contacts_segmentlimit
    FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();
"""
BACKWARD = "DROP TRIGGER configuration_changed ON contacts_segmentlimit;"


class Migration(migrations.Migration):
    dependencies = [("contacts", "0006_merging"), ("accounts", "0005_configuration_changes")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
