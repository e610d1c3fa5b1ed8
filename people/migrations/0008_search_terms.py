import django.contrib.postgres.indexes
from django.db import migrations

import core.search.fields


class Migration(migrations.Migration):
    dependencies = [("core", "0003_search_functions"), ("people", "0007_one_form_of_addresses")]
    operations = [
        migrations.RemoveIndex(model_name="company", name="company_search"),
        migrations.RemoveField(model_name="company", name="search"),
        migrations.AddField(
            model_name="company",
            name="search",
            field=core.search.fields.TermsField(sources=("name", "domain", "external_id"), forgiving=("name",), as_names=True),
        ),
        migrations.AddIndex(
            model_name="company",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="company_search"),
        ),
        migrations.RemoveIndex(model_name="contact", name="contact_search"),
        migrations.RemoveField(model_name="contact", name="search"),
        migrations.AddField(
            model_name="contact",
            name="search",
            field=core.search.fields.TermsField(sources=("name", "email", "phone", "title"), forgiving=("name",), as_names=True),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="contact_search"),
        ),
    ]
