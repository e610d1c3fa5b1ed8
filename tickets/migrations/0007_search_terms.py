import django.contrib.postgres.indexes
from django.db import migrations

import core.search.fields


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search_functions"), ("tickets", "0006_one_form_of_addresses")]
    operations = [
        migrations.RemoveIndex(model_name="timelineentry", name="entry_search"),
        migrations.RemoveField(model_name="timelineentry", name="search"),
        migrations.AddField(
            model_name="timelineentry",
            name="search",
            field=core.search.fields.TermsField(sources=("title", "body_text"), forgiving=("title",)),
        ),
        migrations.AddIndex(
            model_name="timelineentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="entry_search", fastupdate=True),
        ),
    ]
