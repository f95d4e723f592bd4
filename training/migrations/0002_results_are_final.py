from django.db import migrations

FORWARD = """
CREATE FUNCTION training_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was written down of questions, tests and rulings is never changed or deleted';
END $$;
CREATE TRIGGER wording_is_final BEFORE UPDATE OR DELETE ON training_questionversion FOR EACH ROW EXECUTE FUNCTION training_is_final();
CREATE TRIGGER test_version_is_final BEFORE UPDATE OR DELETE ON training_testversion FOR EACH ROW EXECUTE FUNCTION training_is_final();
CREATE TRIGGER regrade_is_final BEFORE UPDATE OR DELETE ON training_regrade FOR EACH ROW EXECUTE FUNCTION training_is_final();
CREATE TRIGGER certificate_stays BEFORE DELETE ON training_certificate FOR EACH ROW EXECUTE FUNCTION training_is_final();

CREATE FUNCTION training_attempt_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an attempt is never deleted';
    END IF;
    IF (NEW.assignment_id, NEW.number, NEW.test_version_id, NEW.edition_id, NEW.seed, NEW.started_at, NEW.deadline_at)
       IS DISTINCT FROM (OLD.assignment_id, OLD.number, OLD.test_version_id, OLD.edition_id, OLD.seed, OLD.started_at, OLD.deadline_at) THEN
        RAISE EXCEPTION 'what was drawn for an attempt never changes';
    END IF;
    IF OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS DISTINCT FROM OLD.submitted_at OR NEW.state = 'started') THEN
        RAISE EXCEPTION 'an attempt is handed in once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER attempt_is_final BEFORE UPDATE OR DELETE ON training_attempt FOR EACH ROW EXECUTE FUNCTION training_attempt_is_final();

CREATE FUNCTION training_item_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an answer is never deleted';
    END IF;
    IF (NEW.attempt_id, NEW.place, NEW.question_version_id, NEW.option_order, NEW.is_critical)
       IS DISTINCT FROM (OLD.attempt_id, OLD.place, OLD.question_version_id, OLD.option_order, OLD.is_critical) THEN
        RAISE EXCEPTION 'what was drawn for an attempt never changes';
    END IF;
    IF NEW.response IS DISTINCT FROM OLD.response
       AND EXISTS (SELECT 1 FROM training_attempt WHERE id = OLD.attempt_id AND submitted_at IS NOT NULL) THEN
        RAISE EXCEPTION 'an answer that was handed in never changes';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER item_is_final BEFORE UPDATE OR DELETE ON training_attemptitem FOR EACH ROW EXECUTE FUNCTION training_item_is_final();
"""
BACKWARD = """
DROP TRIGGER item_is_final ON training_attemptitem; DROP FUNCTION training_item_is_final();
DROP TRIGGER attempt_is_final ON training_attempt; DROP FUNCTION training_attempt_is_final();
DROP TRIGGER certificate_stays ON training_certificate; DROP TRIGGER regrade_is_final ON training_regrade;
DROP TRIGGER test_version_is_final ON training_testversion; DROP TRIGGER wording_is_final ON training_questionversion;
DROP FUNCTION training_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
