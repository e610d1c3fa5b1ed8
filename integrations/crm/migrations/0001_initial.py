"""What CRMs share, of which the tables are there since HubSpot was the only one: only the state is new."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("connections", "0001_initial"),
        ("hubspot", "0003_shared_by_crms"),
        ("people", "0016_working_hours"),
        ("tickets", "0010_channels_from_the_registry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[

        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField(default=dict)),
                ('sends_outcomes', models.BooleanField(default=True)),
                ('health_property', models.CharField(blank=True, db_default='', max_length=100)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('connection', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
            ],
            options={'db_table': 'hubspot_mapping'},
        ),
        migrations.CreateModel(
            name='Record',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=12)),
                ('remote_id', models.CharField(max_length=60)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('parent_id', models.CharField(blank=True, max_length=60)),
                ('state', models.CharField(choices=[('linked', 'Belongs to one of ours'), ('left_out', 'Left out'), ('gone', 'Deleted there'), ('merged', 'Merged into another there')], default='linked', max_length=10)),
                ('why', models.CharField(blank=True, max_length=300)),
                ('merged_into', models.CharField(blank=True, max_length=60)),
                ('values', models.JSONField(default=dict)),
                ('base', models.JSONField(default=dict)),
                ('ours_at', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=dict)),
                ('remote_updated_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('wanted_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.company')),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.contact')),
            ],
            options={'db_table': 'hubspot_record'},
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=40)),
                ('theirs', models.JSONField(null=True)),
                ('ours', models.JSONField(null=True)),
                ('theirs_at', models.DateTimeField(blank=True, null=True)),
                ('ours_at', models.DateTimeField(blank=True, null=True)),
                ('found_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('choice', models.CharField(blank=True, choices=[('crm', "The CRM's"), ('candor', 'Ours')], max_length=8)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='crm.record')),
            ],
            options={'db_table': 'hubspot_conflict'},
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200)),
                ('marker', models.CharField(max_length=40)),
                ('note_id', models.CharField(blank=True, max_length=60)),
                ('delivery_id', models.BigIntegerField()),
                ('queued_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ],
            options={
                'db_table': 'hubspot_outcome',
                'constraints': [models.UniqueConstraint(fields=('connection', 'key'), name='hubspot_outcome_once')],
            },
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['connection', 'kind', 'parent_id'], name='hubspot_record_parent'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['company'], name='hubspot_record_company'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(fields=['contact'], name='hubspot_record_contact'),
        ),
        migrations.AddIndex(
            model_name='record',
            index=models.Index(condition=models.Q(('wanted_at__isnull', False)), fields=['connection', 'kind', 'wanted_at'], name='hubspot_record_wanted'),
        ),
        migrations.AddConstraint(
            model_name='record',
            constraint=models.UniqueConstraint(fields=('connection', 'kind', 'remote_id'), name='hubspot_record_once'),
        ),
        migrations.AddConstraint(
            model_name='conflict',
            constraint=models.UniqueConstraint(condition=models.Q(('settled_at__isnull', True)), fields=('record', 'field'), name='hubspot_conflict_open_once'),
        ),
                ]
        )
    ]
