from django.db import migrations

# The end of an open interval is 2999-01-01 (crm_project.lib.clock.FOREVER).
FORWARD = """
CREATE INDEX deals_stays_replaced ON deals_dealstay (replaced_at, card_id) WHERE replaced_at < '2999-01-01 00:00:00+00';
CREATE INDEX deals_ownings_replaced ON deals_dealowning (replaced_at, card_id) WHERE replaced_at < '2999-01-01 00:00:00+00';
CREATE INDEX deals_open_of_an_owner ON deals_deal (owner_id, department_id) WHERE closed_at IS NULL;
"""
BACKWARD = "DROP INDEX deals_stays_replaced; DROP INDEX deals_ownings_replaced; DROP INDEX deals_open_of_an_owner;"


class Migration(migrations.Migration):
    dependencies = [("workday", "0002_ledger_is_never_changed"), ("deals", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
