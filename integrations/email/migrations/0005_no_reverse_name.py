from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('email', '0004_one_form_of_addresses'),
    ]

    operations = [
        migrations.AlterField(
            model_name='rawmail',
            name='inbound',
            field=models.OneToOneField(on_delete=models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='email.inboundmail'),
        ),
    ]
