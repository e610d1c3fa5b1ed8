import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION assistant_versions_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Versions of the configuration never change or go.'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER assistant_configurationversion_kept BEFORE UPDATE OR DELETE ON assistant_configurationversion
    FOR EACH ROW EXECUTE FUNCTION assistant_versions_refuse();
"""
BACKWARD = """
DROP TRIGGER assistant_configurationversion_kept ON assistant_configurationversion;
DROP FUNCTION assistant_versions_refuse();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assistant', '0003_ledger_autonomy_review'),
        ('tickets', '0010_channels_from_the_registry'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ConfigurationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(unique=True)),
                ('by_ref', models.CharField(max_length=60)),
                ('by_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('content', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('restored', models.PositiveIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='run',
            name='version',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.CreateModel(
            name='BenchQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.TextField()),
                ('channel', models.CharField(max_length=10)),
                ('segment', models.CharField(blank=True, max_length=12)),
                ('contact_id', models.BigIntegerField(null=True)),
                ('expected', models.CharField(choices=[('answered', 'Answered'), ('handed_over', 'Handed over')], max_length=12)),
                ('article_id', models.BigIntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='ConfigurationDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_only', models.BooleanField(default=True, unique=True)),
                ('content', models.JSONField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('based_on', models.PositiveIntegerField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('by_name', models.CharField(max_length=200)),
                ('updated_at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Replay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped')], default='running', max_length=8)),
                ('content', models.JSONField()),
                ('revision', models.PositiveIntegerField()),
                ('live', models.PositiveIntegerField()),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('why', models.CharField(blank=True, max_length=12)),
                ('limit_usd', models.DecimalField(decimal_places=6, max_digits=12)),
                ('spent_usd', models.DecimalField(decimal_places=6, default=0, max_digits=12)),
                ('by_name', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('touched_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='ReplayItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('entry_id', models.BigIntegerField(null=True)),
                ('before', models.JSONField(null=True)),
                ('after', models.JSONField(null=True)),
                ('is_changed', models.BooleanField(default=False)),
                ('passed_before', models.BooleanField(null=True)),
                ('passed_after', models.BooleanField(null=True)),
                ('bench', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assistant.benchquestion')),
                ('replay', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assistant.replay')),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
            ],
        ),
        migrations.CreateModel(
            name='ReviewTold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60)),
                ('review_on', models.DateField()),
                ('told_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            model_name='benchquestion',
            constraint=models.CheckConstraint(condition=models.Q(('article_id__isnull', True), ('expected', 'answered'), _connector='OR'), name='bench_article_if_answered'),
        ),
        migrations.AddConstraint(
            model_name='configurationdraft',
            constraint=models.CheckConstraint(condition=models.Q(('is_only', True)), name='configuration_draft_is_one'),
        ),
        migrations.AddConstraint(
            model_name='replay',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('state',), name='replay_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='replayitem',
            constraint=models.UniqueConstraint(fields=('replay', 'position'), name='replay_item_once'),
        ),
        migrations.AddConstraint(
            model_name='replayitem',
            constraint=models.CheckConstraint(condition=models.Q(('ticket__isnull', False), ('bench__isnull', False), _connector='XOR'), name='replay_item_has_one_source'),
        ),
        migrations.AddConstraint(
            model_name='reviewtold',
            constraint=models.UniqueConstraint(fields=('key', 'review_on', 'owner'), name='review_told_once'),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
