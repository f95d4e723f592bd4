from django.db import migrations

# One trigger per statement and event, like that of the totals; rows are taken in one order.
_CHANGES = """
    SELECT stage_id, owner_id, entered_at AS at, {sign} AS entered, 0 AS left_, 0 AS onward, 0 AS lost FROM {rows}
    UNION ALL
    SELECT stage_id, owner_id, left_at, 0, {sign}, {sign} * (left_way IN ('forward', 'won'))::int, {sign} * (left_way = 'lost')::int
    FROM {rows} WHERE left_at < '2999-01-01Z'
"""
_ADD = """
        INSERT INTO deals_stageflow AS t (unit, begins_on, stage_id, owner_id, entered, "left", onward, lost)
        SELECT unit, date_trunc(unit, at AT TIME ZONE 'UTC')::date, stage_id, owner_id, sum(entered), sum(left_), sum(onward), sum(lost)
        FROM ({changes}) AS c CROSS JOIN (VALUES ('day'), ('month')) AS u(unit)
        GROUP BY 1, 2, 3, 4
        HAVING sum(entered) <> 0 OR sum(left_) <> 0 OR sum(onward) <> 0 OR sum(lost) <> 0
        ORDER BY 1, 3, 2, 4
        ON CONFLICT (unit, stage_id, begins_on, owner_id) DO UPDATE
        SET entered = t.entered + excluded.entered, "left" = t."left" + excluded."left",
            onward = t.onward + excluded.onward, lost = t.lost + excluded.lost;
"""
_NEW, _OLD = _CHANGES.format(sign="1", rows="new_stays"), _CHANGES.format(sign="-1", rows="old_stays")

FORWARD = f"""
CREATE FUNCTION deals_add_to_flows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {_ADD.format(changes=_NEW)}
    ELSIF TG_OP = 'DELETE' THEN {_ADD.format(changes=_OLD)}
    ELSE {_ADD.format(changes=_NEW + " UNION ALL " + _OLD)}
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER flows_after_insert AFTER INSERT ON deals_dealstay
    REFERENCING NEW TABLE AS new_stays FOR EACH STATEMENT EXECUTE FUNCTION deals_add_to_flows();
CREATE TRIGGER flows_after_update AFTER UPDATE ON deals_dealstay
    REFERENCING NEW TABLE AS new_stays OLD TABLE AS old_stays FOR EACH STATEMENT EXECUTE FUNCTION deals_add_to_flows();
CREATE TRIGGER flows_after_delete AFTER DELETE ON deals_dealstay
    REFERENCING OLD TABLE AS old_stays FOR EACH STATEMENT EXECUTE FUNCTION deals_add_to_flows();
{_ADD.format(changes=_CHANGES.format(sign="1", rows="deals_dealstay"))}
"""
BACKWARD = """
DROP TRIGGER flows_after_insert ON deals_dealstay;
DROP TRIGGER flows_after_update ON deals_dealstay;
DROP TRIGGER flows_after_delete ON deals_dealstay;
DROP FUNCTION deals_add_to_flows();
"""


class Migration(migrations.Migration):
    dependencies = [("deals", "0008_stage_flows")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
