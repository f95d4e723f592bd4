from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION accounts_configuration_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO accounts_configurationchange (made_at) VALUES (clock_timestamp());
    RETURN NULL;
END $$;
"""
WATCHED = {
    "accounts_workspace": "",
    "accounts_department": "",
    "accounts_schedule": "",
    "accounts_workcalendar": "",
    "accounts_calendarday": "",
    "accounts_calendarweek": "",
    "accounts_absence": "",
    "accounts_user": "OF department_id, superior_id, role_id, is_active, zone",
}


def _watch(table, columns):
    return (
        f"CREATE TRIGGER configuration_changed AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE {columns} ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION accounts_configuration_changed();\n"
    )


FORWARD = FUNCTION + "".join(_watch(table, columns) for table, columns in WATCHED.items())
BACKWARD = "".join(f"DROP TRIGGER configuration_changed ON {table};\n" for table in WATCHED) + (
    "DROP FUNCTION accounts_configuration_changed();"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_dated_weeks")]

    operations = [
        migrations.CreateModel(
            name="ConfigurationChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="changed")),
            ],
            options={"verbose_name": "change of the configuration", "verbose_name_plural": "changes of the configuration"},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
