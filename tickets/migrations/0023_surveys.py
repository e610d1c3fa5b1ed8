import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0022_fields_and_tags"), ("people", "0022_surveys")]

    operations = [
        migrations.AddField(
            "rating",
            "kind",
            models.CharField(
                choices=[
                    ("csat", "How satisfied, 1 to 5"),
                    ("ces", "How easy, 1 to 7"),
                    ("nps", "How likely to recommend, 0 to 10"),
                ],
                db_default="csat",
                default="csat",
                max_length=4,
            ),
        ),
        migrations.RemoveConstraint("rating", "csat_1_to_5"),
        migrations.AddConstraint(
            "rating",
            models.CheckConstraint(
                condition=models.Q(
                    ("score__isnull", True),
                    models.Q(("kind", "csat"), ("score__range", (1, 5))),
                    models.Q(("kind", "ces"), ("score__range", (1, 7))),
                    models.Q(("kind", "nps"), ("score__range", (0, 10))),
                    _connector="OR",
                ),
                name="score_in_scale",
            ),
        ),
        migrations.CreateModel(
            name="SurveyTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("csat", "How satisfied, 1 to 5"),
                            ("ces", "How easy, 1 to 7"),
                            ("nps", "How likely to recommend, 0 to 10"),
                        ],
                        max_length=4,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "contact",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("contact", "kind"), name="survey_turn_once")],
            },
        ),
    ]
