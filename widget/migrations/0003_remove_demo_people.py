from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('widget', '0002_trusted_addresses'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='widgetsettings',
            name='demo_people',
        ),
    ]
