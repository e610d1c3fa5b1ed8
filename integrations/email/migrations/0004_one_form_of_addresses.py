from django.db import migrations

from core.addresses import comparable

# Other rows are already in that form.
ODD = r'[^ -~]|xn--|[A-Z]|"'


def normalize(apps, schema_editor):
    for name, field in (("SenderRule", "pattern"), ("AddressHealth", "address"), ("Mailbox", "address")):
        model = apps.get_model("email", name)
        for row in model.objects.filter(**{f"{field}__regex": ODD}).order_by("pk"):
            old, new = getattr(row, field), comparable(getattr(row, field))
            if new == old:
                continue
            taken = model.objects.filter(**{f"{field}__iexact": new}).exclude(pk=row.pk).first()
            if taken is None:
                model.objects.filter(pk=row.pk).update(**{field: new})
            elif name == "AddressHealth":
                row.delete()
            elif name == "SenderRule":
                # Two spellings with two rules: the later one counts.
                older, newer = sorted((row, taken), key=lambda rule: (rule.created_at, rule.pk))
                older.delete()
                model.objects.filter(pk=newer.pk).update(pattern=new)
    mails = apps.get_model("email", "InboundMail")
    found = mails.objects.filter(from_address__regex=ODD).order_by("from_address")
    for old in found.values_list("from_address", flat=True).distinct():
        new = comparable(old)[:254]
        if new != old:
            mails.objects.filter(from_address=old).update(from_address=new)


class Migration(migrations.Migration):
    dependencies = [("email", "0003_forged_mail")]

    operations = [migrations.RunPython(normalize, migrations.RunPython.noop)]
