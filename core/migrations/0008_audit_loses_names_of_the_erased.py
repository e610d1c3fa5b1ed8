from django.db import migrations

# What somebody erased did stays under their reference; the name that stood beside it goes with them.
FORWARD = """
CREATE OR REPLACE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('candor.erasing_person', true) = 'on'
       AND to_jsonb(NEW) - 'data' - 'actor_name' = to_jsonb(OLD) - 'data' - 'actor_name'
       AND (NEW.actor_name = OLD.actor_name
            OR (OLD.actor_ref LIKE 'contact:%' AND NEW.actor_name = 'Erased person')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('candor.erasing_person', true) = 'on'
       AND to_jsonb(NEW) - 'data' = to_jsonb(OLD) - 'data' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0007_audit_loses_words_of_the_erased")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
