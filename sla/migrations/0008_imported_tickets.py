from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0007_version_of_a_check")]

    operations = [
        migrations.AlterField(
            model_name="ticketfact",
            name="kind",
            field=models.CharField(
                choices=[
                    ("created", "created"),
                    ("customer", "customer"),
                    ("reply", "reply"),
                    ("answer", "answer"),
                    ("status", "status"),
                    ("voided", "voided"),
                    ("restored", "restored"),
                    ("left", "left"),
                    ("imported", "imported"),
                ],
                max_length=10,
            ),
        ),
    ]
