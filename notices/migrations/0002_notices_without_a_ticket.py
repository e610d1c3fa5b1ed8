import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("tickets", "0010_channels_from_the_registry")]
    operations = [
        migrations.AlterField(
            model_name="notice",
            name="ticket",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.ticket"
            ),
        ),
        *(
            migrations.AlterField(
                model_name=name,
                name="kind",
                field=models.CharField(
                    choices=[
                        ("mention", "Somebody mentions you in a note"),
                        ("assigned", "A ticket becomes yours"),
                        ("escalated", "A ticket is escalated to you"),
                        ("message", "A customer writes in a ticket of yours, or one that you follow"),
                        ("review", "Something that you answer for is due for a review"),
                    ],
                    max_length=20,
                ),
            )
            for name in ("notice", "choice")
        ),
    ]
