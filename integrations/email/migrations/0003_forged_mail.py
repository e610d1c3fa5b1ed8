from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("email", "0002_account_mail")]

    operations = [
        migrations.AlterField(
            model_name="inboundmail",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "—"),
                    ("duplicate", "The same mail came before"),
                    ("unreadable", "It could not be read"),
                    ("too_large", "Over the size limit"),
                    ("empty", "It has no content"),
                    ("no_sender", "It has no sender"),
                    ("loop", "Our own mail came back"),
                    ("own_address", "It comes from an address of ours"),
                    ("automatic", "An automatic reply outside of any conversation"),
                    ("bounce", "A delivery report"),
                    ("list", "A mailing list or newsletter"),
                    ("storm", "Too many mails from this sender"),
                    ("blocked", "The sender is blocked"),
                    ("security", "A sign-up or sign-in mail of another service"),
                    ("staff", "A reply of ours that was not accepted"),
                    ("forged", "Its sender could not be proven"),
                ],
                max_length=12,
            ),
        )
    ]
