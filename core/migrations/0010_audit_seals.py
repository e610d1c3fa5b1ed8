from django.db import migrations, models

FORWARD = """
CREATE FUNCTION core_auditseal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('candor.erasing_person', true) = 'on'
       AND to_jsonb(NEW) - 'name_salt' - 'data_salt' = to_jsonb(OLD) - 'name_salt' - 'data_salt'
       AND NEW.name_salt IN (OLD.name_salt, '') AND NEW.data_salt IN (OLD.data_salt, '') THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The audit log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER core_auditseal_append_only BEFORE UPDATE OR DELETE ON core_auditseal
    FOR EACH ROW EXECUTE FUNCTION core_auditseal_refuse();
CREATE TRIGGER core_auditseal_not_emptied BEFORE TRUNCATE ON core_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION core_auditseal_refuse();
"""
BACKWARD = """
DROP TRIGGER core_auditseal_not_emptied ON core_auditseal;
DROP TRIGGER core_auditseal_append_only ON core_auditseal;
DROP FUNCTION core_auditseal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0009_outbox_by_tickets")]

    operations = [
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("entry_id", models.BigIntegerField(unique=True)),
                ("name_salt", models.CharField(blank=True, max_length=32)),
                ("data_salt", models.CharField(blank=True, max_length=32)),
                ("name_digest", models.CharField(max_length=64)),
                ("data_digest", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="AuditCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("checked_at", models.DateTimeField()),
                ("entries", models.BigIntegerField()),
                ("since", models.DateTimeField(null=True)),
                ("head", models.CharField(blank=True, max_length=64)),
                ("erased", models.BigIntegerField()),
                ("fault", models.CharField(blank=True, max_length=10)),
                ("entry_id", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
