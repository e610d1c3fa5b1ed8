import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgvector.django.vector
from django.conf import settings
from django.db import migrations, models

import core.search.fields


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ("core", "0006_outbox_readers_and_causes"),
        ("kb", "0008_source_states"),
        ('connections', '0001_initial'),
        ('people', '0016_working_hours'),
        ('tickets', '0010_channels_from_the_registry'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Issue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('sending', 'On its way'), ('there', 'There'), ('refused', 'Refused'), ('gone', 'Deleted there')], default='there', max_length=10)),
                ('problem', models.CharField(blank=True, max_length=400)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('url', models.CharField(blank=True, max_length=500)),
                ('title', models.CharField(max_length=500)),
                ('description', models.TextField(blank=True)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('product_area', models.CharField(blank=True, max_length=80)),
                ('status', models.CharField(blank=True, max_length=120)),
                ('status_kind', models.CharField(choices=[('triage', 'Triage'), ('backlog', 'Backlog'), ('unstarted', 'To do'), ('started', 'In progress'), ('completed', 'Done'), ('canceled', 'Canceled')], default='unstarted', max_length=10)),
                ('assignee', models.CharField(blank=True, max_length=200)),
                ('cycle', models.CharField(blank=True, max_length=200)),
                ('priority', models.PositiveSmallIntegerField(default=0)),
                ('team', models.CharField(blank=True, max_length=80)),
                ('due_on', models.CharField(blank=True, max_length=10)),
                ('told_at', models.DateTimeField(blank=True, null=True)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('vector', pgvector.django.vector.VectorField(dimensions=256, null=True)),
                ('search', core.search.fields.TermsField(as_names=False, forgiving=('title',), limit=20000, sources=('title', 'description'))),
                ('connection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
            ],
        ),
        migrations.CreateModel(
            name='IssueLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('request_id', models.UUIDField(unique=True)),
                ('how', models.CharField(choices=[('created', 'The issue was made from it'), ('joined', 'It joined an issue'), ('linked', 'It was linked only')], max_length=8)),
                ('state', models.CharField(choices=[('sending', 'On its way'), ('done', 'Told'), ('refused', 'Refused')], default='sending', max_length=8)),
                ('problem', models.CharField(blank=True, max_length=400)),
                ('comment', models.TextField(blank=True)),
                ('shares_customer', models.BooleanField(default=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('company', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.company')),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='issues.issue')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='FixAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('completed_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waits for somebody'), ('sent', 'Sent'), ('discarded', 'Discarded'), ('withdrawn', 'The issue was opened again')], default='waiting', max_length=10)),
                ('body_html', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='issues.issuelink')),
            ],
        ),
        migrations.CreateModel(
            name='Remembered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('external_id', models.CharField(max_length=80)),
                ('author', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('written_at', models.DateTimeField()),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='issues.issue')),
            ],
            options={
                'verbose_name_plural': 'remembered comments',
            },
        ),
        migrations.CreateModel(
            name='TrackerSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('team', models.CharField(blank=True, max_length=80)),
                ('project', models.CharField(blank=True, max_length=80)),
                ('rules', models.JSONField(default=dict)),
                ('shares_revenue', models.BooleanField(default=True)),
                ('shares_customer', models.BooleanField(default=True)),
                ('drafts_answers', models.BooleanField(default=True)),
                ('answers', models.JSONField(default=dict)),
                ('catalog', models.JSONField(default=dict)),
                ('catalog_at', models.DateTimeField(blank=True, null=True)),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('connection', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connections.connection')),
            ],
            options={
                'verbose_name_plural': 'tracker settings',
            },
        ),
        migrations.AddIndex(
            model_name='issue',
            index=models.Index(fields=['connection', 'key'], name='issue_by_key'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='issue_search'),
        ),
        migrations.AddIndex(
            model_name='issue',
            index=django.contrib.postgres.indexes.GinIndex(fields=['codes'], name='issue_codes'),
        ),
        migrations.AddConstraint(
            model_name='issue',
            constraint=models.UniqueConstraint(fields=('connection', 'external_id'), name='issue_once'),
        ),
        migrations.AddConstraint(
            model_name='issuelink',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('issue', 'ticket'), name='issue_link_once'),
        ),
        migrations.AddConstraint(
            model_name='fixanswer',
            constraint=models.UniqueConstraint(fields=('link', 'completed_at'), name='fix_answer_once'),
        ),
        migrations.AddConstraint(
            model_name='fixanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('link',), name='fix_answer_one_waits'),
        ),
        migrations.AddConstraint(
            model_name='remembered',
            constraint=models.UniqueConstraint(fields=('issue', 'external_id'), name='issue_comment_once'),
        ),
    ]
