from django.db import migrations

FORWARD = """
CREATE FUNCTION kb_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A version of an article never changes.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER kb_version_never_changes BEFORE UPDATE ON kb_articleversion
    FOR EACH ROW EXECUTE FUNCTION kb_version_refuse();
"""
BACKWARD = """
DROP TRIGGER kb_version_never_changes ON kb_articleversion;
DROP FUNCTION kb_version_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("kb", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
