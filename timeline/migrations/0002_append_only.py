from django.db import migrations

FORWARD = """
CREATE FUNCTION timeline_entry_is_a_fact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'an entry of the timeline is never deleted';
    END IF;
    IF (NEW.id, NEW.subject_kind, NEW.subject_id, NEW.verb, NEW.actor_id, NEW.happened_at, NEW.recorded_at, NEW.audience, NEW.digest)
       IS DISTINCT FROM
       (OLD.id, OLD.subject_kind, OLD.subject_id, OLD.verb, OLD.actor_id, OLD.happened_at, OLD.recorded_at, OLD.audience, OLD.digest)
    THEN
        RAISE EXCEPTION 'an entry of the timeline is never changed';
    END IF;
    IF OLD.seal IS NOT NULL AND (NEW.seal, NEW.chain) IS DISTINCT FROM (OLD.seal, OLD.chain) THEN
        RAISE EXCEPTION 'a sealed entry stays sealed';
    END IF;
    IF (NEW.details, NEW.actor_name) IS DISTINCT FROM (OLD.details, OLD.actor_name) AND NEW.redacted_at IS NULL THEN
        RAISE EXCEPTION 'an entry of the timeline is only redacted, with a date';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_is_a_fact BEFORE UPDATE OR DELETE ON timeline_entry
    FOR EACH ROW EXECUTE FUNCTION timeline_entry_is_a_fact();
"""
BACKWARD = "DROP TRIGGER entry_is_a_fact ON timeline_entry; DROP FUNCTION timeline_entry_is_a_fact();"


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
