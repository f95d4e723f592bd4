from django.db import migrations

# The due moment of the first open task of a deal is kept on the deal, so that a list is read in its order; what takes a day is
# due at its end on the clock of the company, and 1970 stands for none.
# The deals are held first, in one order, and reckoned by a statement of its own: two changes at once are reckoned one after the
# other, the second knowing the first.
FORWARD = """
CREATE FUNCTION tasks_reckon_next_due(deals bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE wall text := coalesce((SELECT w.zone FROM accounts_workspace w LIMIT 1), 'Europe/Moscow');
BEGIN
    PERFORM 1 FROM deals_deal WHERE id = ANY(deals) ORDER BY id FOR NO KEY UPDATE;
    UPDATE deals_deal d SET next_task_due = n.due
    FROM (
        SELECT one.id, coalesce(min(coalesce(t.due_at, (t.due_on + 1)::timestamp AT TIME ZONE wall)), '1970-01-01Z') AS due
        FROM unnest(deals) AS one(id)
        LEFT JOIN tasks_task t ON t.deal_id = one.id AND t.done_at IS NULL AND t.dropped_at IS NULL
        GROUP BY one.id
    ) AS n
    WHERE d.id = n.id AND d.next_task_due <> n.due;
END $$;

CREATE FUNCTION tasks_keep_next_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        touched := ARRAY(SELECT DISTINCT deal_id FROM fresh WHERE deal_id IS NOT NULL AND done_at IS NULL AND dropped_at IS NULL);
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY(SELECT DISTINCT deal_id FROM former WHERE deal_id IS NOT NULL AND done_at IS NULL AND dropped_at IS NULL);
    ELSE
        touched := ARRAY(
            SELECT DISTINCT of_one.deal_id
            FROM fresh JOIN former USING (id) CROSS JOIN LATERAL (VALUES (fresh.deal_id), (former.deal_id)) AS of_one(deal_id)
            WHERE of_one.deal_id IS NOT NULL
              AND (fresh.deal_id, fresh.due_at, fresh.due_on, fresh.done_at IS NULL AND fresh.dropped_at IS NULL)
                  IS DISTINCT FROM
                  (former.deal_id, former.due_at, former.due_on, former.done_at IS NULL AND former.dropped_at IS NULL)
        );
    END IF;
    IF cardinality(touched) > 0 THEN
        PERFORM tasks_reckon_next_due(touched);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER next_due_after_insert AFTER INSERT ON tasks_task
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION tasks_keep_next_due();
CREATE TRIGGER next_due_after_update AFTER UPDATE ON tasks_task
    REFERENCING NEW TABLE AS fresh OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION tasks_keep_next_due();
CREATE TRIGGER next_due_after_delete AFTER DELETE ON tasks_task
    REFERENCING OLD TABLE AS former FOR EACH STATEMENT EXECUTE FUNCTION tasks_keep_next_due();

CREATE FUNCTION tasks_keep_next_due_by_zone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tasks_reckon_next_due(ARRAY(
        SELECT DISTINCT deal_id FROM tasks_task
        WHERE deal_id IS NOT NULL AND due_on IS NOT NULL AND done_at IS NULL AND dropped_at IS NULL
    ));
    RETURN NULL;
END $$;
CREATE TRIGGER next_due_after_a_new_zone AFTER UPDATE ON accounts_workspace
    FOR EACH ROW WHEN (OLD.zone IS DISTINCT FROM NEW.zone) EXECUTE FUNCTION tasks_keep_next_due_by_zone();
"""
BACKWARD = """
DROP TRIGGER next_due_after_a_new_zone ON accounts_workspace;
DROP TRIGGER next_due_after_delete ON tasks_task;
DROP TRIGGER next_due_after_update ON tasks_task;
DROP TRIGGER next_due_after_insert ON tasks_task;
DROP FUNCTION tasks_keep_next_due_by_zone();
DROP FUNCTION tasks_keep_next_due();
DROP FUNCTION tasks_reckon_next_due(bigint[]);
"""
BATCH = 2000


def reckon_all(apps, schema_editor):
    """Some deals a transaction: nobody waits for more than these."""
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT array_agg(deal_id), max(deal_id) FROM (SELECT DISTINCT deal_id FROM tasks_task WHERE deal_id > %s"
                " AND done_at IS NULL AND dropped_at IS NULL ORDER BY deal_id LIMIT %s) AS batch",
                [last, BATCH],
            )
            deals, last = cursor.fetchone()
            if not deals:
                return
            cursor.execute("SELECT tasks_reckon_next_due(%s)", [deals])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("tasks", "0013_contact_rhythm"),
        ("deals", "0024_next_task_due"),
        ("accounts", "0010_opened_cards"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunPython(reckon_all, migrations.RunPython.noop),
    ]
