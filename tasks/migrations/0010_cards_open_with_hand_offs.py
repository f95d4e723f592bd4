from django.db import migrations

# Who has an accepted hand-off, or works on with what came of one, sees and changes the card as long as a task of it is open;
# who gave it goes on reading till then. Kept on the person's row, which every request reads anyway.
FORWARD = """
CREATE FUNCTION tasks_cards_opened_to(person bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_object_agg(action, kinds), '{}') FROM (
        SELECT action, jsonb_object_agg(kind, ids) AS kinds FROM (
            SELECT action, kind, jsonb_agg(DISTINCT id ORDER BY id) AS ids FROM (
                SELECT a.action, c.kind, c.id
                FROM tasks_task t
                CROSS JOIN (VALUES ('see'), ('edit')) AS a(action)
                CROSS JOIN LATERAL (
                    VALUES ('deal', t.deal_id), ('lead', t.lead_id), ('contact', t.contact_id), ('company', t.company_id)
                ) AS c(kind, id)
                WHERE t.owner_id = person AND t.handed IN ('accepted', 'back') AND t.done_at IS NULL AND t.dropped_at IS NULL
                UNION ALL
                SELECT 'see', c.kind, c.id
                FROM tasks_handoff h
                JOIN tasks_task t ON t.id = h.task_id
                CROSS JOIN LATERAL (
                    VALUES ('deal', t.deal_id), ('lead', t.lead_id), ('contact', t.contact_id), ('company', t.company_id)
                ) AS c(kind, id)
                WHERE h.giver_id = person AND t.handed IN ('attention', 'accepted') AND t.done_at IS NULL AND t.dropped_at IS NULL
            ) AS each WHERE id IS NOT NULL GROUP BY action, kind
        ) AS of_kind GROUP BY action
    ) AS of_action
$$;

CREATE FUNCTION tasks_open_cards() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE people bigint[];
BEGIN
    IF TG_TABLE_NAME = 'tasks_handoff' THEN
        people := ARRAY[NEW.giver_id];
    ELSE
        people := ARRAY[NEW.owner_id] || ARRAY(SELECT giver_id FROM tasks_handoff WHERE task_id = NEW.id);
        IF TG_OP = 'UPDATE' THEN
            people := people || OLD.owner_id;
        END IF;
    END IF;
    -- People are held in one order, and one that only waits opens nothing to its owner: no two of these wait in a circle.
    -- Held first, reckoned after: two changes at once are reckoned one after the other, the second knowing the first.
    PERFORM 1 FROM accounts_user WHERE id = ANY(people) ORDER BY id FOR NO KEY UPDATE;
    UPDATE accounts_user SET opened = tasks_cards_opened_to(id)
    WHERE id = ANY(people) AND opened IS DISTINCT FROM tasks_cards_opened_to(id);
    RETURN NULL;
END $$;

CREATE TRIGGER cards_open_with_a_task AFTER INSERT ON tasks_task
    FOR EACH ROW WHEN (NEW.handed IN ('accepted', 'back')) EXECUTE FUNCTION tasks_open_cards();
CREATE TRIGGER cards_open_and_close_with_a_task AFTER UPDATE ON tasks_task
    FOR EACH ROW WHEN (
        (OLD.handed <> '' OR NEW.handed <> '')
        AND (OLD.handed, OLD.owner_id, OLD.done_at, OLD.dropped_at, OLD.deal_id, OLD.lead_id, OLD.contact_id, OLD.company_id)
            IS DISTINCT FROM
            (NEW.handed, NEW.owner_id, NEW.done_at, NEW.dropped_at, NEW.deal_id, NEW.lead_id, NEW.contact_id, NEW.company_id)
    ) EXECUTE FUNCTION tasks_open_cards();
CREATE TRIGGER cards_stay_readable_for_the_giver AFTER INSERT ON tasks_handoff
    FOR EACH ROW EXECUTE FUNCTION tasks_open_cards();
"""
BACKWARD = """
DROP TRIGGER cards_stay_readable_for_the_giver ON tasks_handoff;
DROP TRIGGER cards_open_and_close_with_a_task ON tasks_task;
DROP TRIGGER cards_open_with_a_task ON tasks_task;
DROP FUNCTION tasks_open_cards();
DROP FUNCTION tasks_cards_opened_to(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("tasks", "0009_index_of_what_waits"), ("accounts", "0010_opened_cards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
