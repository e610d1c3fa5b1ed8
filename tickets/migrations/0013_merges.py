"""Tickets that are merged into others: where they lead, and entries that say where they came from."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# As before, but that a merge or its undo, which announces itself, takes entries to another ticket.
_FUNCTION = """
CREATE OR REPLACE FUNCTION tickets_timeline_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.public_id, NEW.kind, NEW.visibility, NEW.author_kind, NEW.author_id,
        NEW.author_name, NEW.channel, NEW.channel_message_id, NEW.has_attachments, NEW.created_at)
       IS DISTINCT FROM
       (OLD.id, OLD.public_id, OLD.kind, OLD.visibility, OLD.author_kind, OLD.author_id,
        OLD.author_name, OLD.channel, OLD.channel_message_id, OLD.has_attachments, OLD.created_at)
       OR (%s)
       OR (OLD.is_redacted AND NOT NEW.is_redacted)
       OR (NOT NEW.is_redacted
           AND ((NEW.title, NEW.body_html, NEW.body_text) IS DISTINCT FROM
                (OLD.title, OLD.body_html, OLD.body_text)
                OR NOT NEW.payload @> OLD.payload))
    THEN
        RAISE EXCEPTION 'The timeline is append-only.' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = _FUNCTION % (
    "(NEW.ticket_id, NEW.merged_from) IS DISTINCT FROM (OLD.ticket_id, OLD.merged_from)"
    " AND current_setting('candor.moving_entries', true) IS DISTINCT FROM 'on'"
)
BACKWARD = _FUNCTION % "NEW.ticket_id IS DISTINCT FROM OLD.ticket_id"


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0016_working_hours'),
        ('tickets', '0012_reasons_with_messages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TicketMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('steps', models.JSONField(default=dict)),
                ('made_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='ticket',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='timelineentry',
            name='merged_from',
            field=models.BigIntegerField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='ticketlink',
            name='kind',
            field=models.CharField(choices=[('follow_up', 'Follow-up of'), ('related', 'Related to'), ('split', 'Split from'), ('child', 'Part of'), ('incident', 'Incident of'), ('duplicate', 'Duplicate of')], max_length=10),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='ticket_merged'),
        ),
        migrations.AddField(
            model_name='ticketmerge',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ticketmerge',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='ticketmerge',
            name='target',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket'),
        ),
        migrations.AddField(
            model_name='ticketmerge',
            name='undone_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='ticketmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('source',), name='merged_into_one'),
        ),
        migrations.AddConstraint(
            model_name='ticketmerge',
            constraint=models.CheckConstraint(condition=models.Q(('source', models.F('target')), _negated=True), name='not_merged_into_itself'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
