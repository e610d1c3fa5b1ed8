from django.db import migrations

FORWARD = """
CREATE FUNCTION sla_history_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The history of clocks is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER sla_clockevent_append_only BEFORE UPDATE ON sla_clockevent
    FOR EACH ROW EXECUTE FUNCTION sla_history_refuse();
CREATE TRIGGER sla_ticketfact_append_only BEFORE UPDATE ON sla_ticketfact
    FOR EACH ROW EXECUTE FUNCTION sla_history_refuse();
"""
BACKWARD = """
DROP TRIGGER sla_clockevent_append_only ON sla_clockevent;
DROP TRIGGER sla_ticketfact_append_only ON sla_ticketfact;
DROP FUNCTION sla_history_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
