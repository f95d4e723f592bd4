from django.db import migrations

FORWARD = """
CREATE FUNCTION regulations_edition_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published edition is never changed or deleted';
END $$;
CREATE TRIGGER edition_is_final BEFORE UPDATE OR DELETE ON regulations_edition
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION regulations_edition_is_final();

CREATE FUNCTION regulations_node_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := ARRAY[]::bigint[];
BEGIN
    IF TG_OP <> 'INSERT' THEN touched := touched || OLD.edition_id; END IF;
    IF TG_OP <> 'DELETE' THEN touched := touched || NEW.edition_id; END IF;
    IF EXISTS (SELECT 1 FROM regulations_edition WHERE id = ANY (touched) AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the contents of a published edition are never changed';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER node_is_final BEFORE INSERT OR UPDATE OR DELETE ON regulations_editionnode
    FOR EACH ROW EXECUTE FUNCTION regulations_node_is_final();

CREATE FUNCTION regulations_is_published(version bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM regulations_editionnode n JOIN regulations_edition e ON e.id = n.edition_id
        WHERE n.version_id = version AND e.published_at IS NOT NULL
    )
$$;

CREATE FUNCTION regulations_text_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND regulations_is_published(OLD.version_id)
       OR TG_OP <> 'DELETE' AND regulations_is_published(NEW.version_id) THEN
        RAISE EXCEPTION 'published text is never changed or deleted';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER text_is_final BEFORE INSERT OR UPDATE OR DELETE ON regulations_sectiontext
    FOR EACH ROW EXECUTE FUNCTION regulations_text_is_final();

CREATE FUNCTION regulations_version_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF regulations_is_published(OLD.id) THEN
        RAISE EXCEPTION 'a published version of a section is never changed or deleted';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_is_final BEFORE UPDATE OR DELETE ON regulations_sectionversion
    FOR EACH ROW EXECUTE FUNCTION regulations_version_is_final();

CREATE FUNCTION regulations_section_keeps_its_code() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.uid, NEW.regulation_id) IS DISTINCT FROM (OLD.code, OLD.uid, OLD.regulation_id) THEN
        RAISE EXCEPTION 'the code of a section is for ever';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER section_keeps_its_code BEFORE UPDATE ON regulations_section
    FOR EACH ROW EXECUTE FUNCTION regulations_section_keeps_its_code();
"""
BACKWARD = """
DROP TRIGGER section_keeps_its_code ON regulations_section; DROP FUNCTION regulations_section_keeps_its_code();
DROP TRIGGER version_is_final ON regulations_sectionversion; DROP FUNCTION regulations_version_is_final();
DROP TRIGGER text_is_final ON regulations_sectiontext; DROP FUNCTION regulations_text_is_final();
DROP FUNCTION regulations_is_published(bigint);
DROP TRIGGER node_is_final ON regulations_editionnode; DROP FUNCTION regulations_node_is_final();
DROP TRIGGER edition_is_final ON regulations_edition; DROP FUNCTION regulations_edition_is_final();
"""


class Migration(migrations.Migration):
    dependencies = [("regulations", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
