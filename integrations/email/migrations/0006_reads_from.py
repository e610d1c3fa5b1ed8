from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('email', '0005_no_reverse_name'),
    ]

    operations = [
        migrations.AddField(
            model_name='mailbox',
            name='reads_from',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
