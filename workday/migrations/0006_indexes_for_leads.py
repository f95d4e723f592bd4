from django.db import migrations

# The end of an open interval is 2999-01-01 (crm_project.lib.clock.FOREVER).
FORWARD = """
CREATE INDEX leads_stays_replaced ON leads_leadstay (replaced_at, card_id) WHERE replaced_at < '2999-01-01 00:00:00+00';
CREATE INDEX leads_ownings_replaced ON leads_leadowning (replaced_at, card_id) WHERE replaced_at < '2999-01-01 00:00:00+00';
CREATE INDEX leads_open_of_an_owner ON leads_lead (owner_id, department_id) WHERE closed_at IS NULL;
"""
BACKWARD = "DROP INDEX leads_stays_replaced; DROP INDEX leads_ownings_replaced; DROP INDEX leads_open_of_an_owner;"


class Migration(migrations.Migration):
    dependencies = [("workday", "0005_leads_in_the_rules"), ("leads", "0005_history_of_leads")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
