import django.contrib.postgres.fields
from django.db import migrations, models

import widget.models.configuration


class Migration(migrations.Migration):
    """How the launcher looks, what is never read, texts by language, and how often a secret is used."""

    dependencies = [
        ('widget', '0004_seen_origins_and_overlap'),
    ]

    operations = [
        migrations.AddField(
            model_name='seenorigin',
            name='path',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AddField(
            model_name='seenorigin',
            name='path_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='consent_text',
            field=models.CharField(blank=True, db_default='', default='', max_length=300),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='hidden_fields',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='hidden_params',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='hidden_selectors',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='languages',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('en', 'English'), ('de', 'Deutsch')], max_length=5), db_default=['en', 'de'], default=widget.models.configuration.all_languages, size=None),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='launcher_text',
            field=models.CharField(blank=True, db_default='', default='', max_length=30),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='previous_secret_used_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='previous_secret_uses',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='secret_used_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='secret_uses',
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='widgetsettings',
            name='translations',
            field=models.JSONField(blank=True, db_default={}, default=dict),
        ),
    ]
