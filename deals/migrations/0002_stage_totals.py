from django.db import migrations

# One trigger per statement and event: a bulk update costs one grouped upsert. Rows are taken in one order, so that two
# statements never wait for each other in a circle.
FORWARD = """
CREATE FUNCTION deals_add_to_totals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO deals_stagetotal AS t (stage_id, owner_id, department_id, currency, count, amount)
        SELECT stage_id, owner_id, department_id, currency, count(*), coalesce(sum(amount), 0)
        FROM new_deals WHERE deleted_at IS NULL
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (stage_id, owner_id, department_id, currency)
        DO UPDATE SET count = t.count + excluded.count, amount = t.amount + excluded.amount;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO deals_stagetotal AS t (stage_id, owner_id, department_id, currency, count, amount)
        SELECT stage_id, owner_id, department_id, currency, -count(*), -coalesce(sum(amount), 0)
        FROM old_deals WHERE deleted_at IS NULL
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (stage_id, owner_id, department_id, currency)
        DO UPDATE SET count = t.count + excluded.count, amount = t.amount + excluded.amount;
    ELSE
        INSERT INTO deals_stagetotal AS t (stage_id, owner_id, department_id, currency, count, amount)
        SELECT stage_id, owner_id, department_id, currency, sum(n), sum(amount) FROM (
            SELECT stage_id, owner_id, department_id, currency, 1 AS n, coalesce(amount, 0) AS amount
            FROM new_deals WHERE deleted_at IS NULL
            UNION ALL
            SELECT stage_id, owner_id, department_id, currency, -1, -coalesce(amount, 0)
            FROM old_deals WHERE deleted_at IS NULL
        ) AS d
        GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 OR sum(amount) <> 0 ORDER BY 1, 2, 3, 4
        ON CONFLICT (stage_id, owner_id, department_id, currency)
        DO UPDATE SET count = t.count + excluded.count, amount = t.amount + excluded.amount;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER totals_after_insert AFTER INSERT ON deals_deal
    REFERENCING NEW TABLE AS new_deals FOR EACH STATEMENT EXECUTE FUNCTION deals_add_to_totals();
CREATE TRIGGER totals_after_update AFTER UPDATE ON deals_deal
    REFERENCING NEW TABLE AS new_deals OLD TABLE AS old_deals FOR EACH STATEMENT EXECUTE FUNCTION deals_add_to_totals();
CREATE TRIGGER totals_after_delete AFTER DELETE ON deals_deal
    REFERENCING OLD TABLE AS old_deals FOR EACH STATEMENT EXECUTE FUNCTION deals_add_to_totals();
"""
BACKWARD = """
DROP TRIGGER totals_after_insert ON deals_deal;
DROP TRIGGER totals_after_update ON deals_deal;
DROP TRIGGER totals_after_delete ON deals_deal;
DROP FUNCTION deals_add_to_totals();
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
