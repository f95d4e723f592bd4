from django.db import migrations

TABLES = ["ledgerrow", "breach", "excuse", "void", "explanation"]

FORWARD = """
CREATE FUNCTION workday_ledger_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger of days is never changed: % of %', TG_OP, TG_TABLE_NAME;
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON workday_{table} FOR EACH ROW EXECUTE FUNCTION workday_ledger_is_kept();\n"
    for table in TABLES
)
BACKWARD = "".join(f"DROP TRIGGER {table}_is_kept ON workday_{table};" for table in TABLES) + "DROP FUNCTION workday_ledger_is_kept();"


class Migration(migrations.Migration):
    dependencies = [("workday", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
