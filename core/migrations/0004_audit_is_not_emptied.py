from django.db import migrations

FORWARD = """
CREATE TRIGGER core_audit_not_emptied BEFORE TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
"""
BACKWARD = "DROP TRIGGER core_audit_not_emptied ON core_auditentry;"


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search_functions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
