from django.db import migrations

# The erasure of a person, which says that it is one, takes their name out of the label of a line. Nothing
# that a clock is worked out from ever changes.
FORWARD = """
CREATE OR REPLACE FUNCTION sla_history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('candor.erasing_person', true) = 'on'
       AND to_jsonb(NEW) - 'label' = to_jsonb(OLD) - 'label' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The history of clocks is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""
BACKWARD = """
CREATE OR REPLACE FUNCTION sla_history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of clocks is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("sla", "0005_facts_that_left")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
