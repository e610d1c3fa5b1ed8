from django.db import migrations

from core.addresses import NotAnAddress, canonical

# Other rows are already in that form.
ODD = r'[^ -~]|xn--|[A-Z]|"'


def normalize(apps, schema_editor):
    model = apps.get_model("tickets", "Participant")
    for row in model.objects.filter(address__regex=ODD).order_by("pk"):
        try:
            new = canonical(row.address)
        except NotAnAddress:
            continue
        if new == row.address:
            continue
        twin = model.objects.filter(ticket_id=row.ticket_id, address=new).first()
        if twin is None:
            model.objects.filter(pk=row.pk).update(address=new)
            continue
        # One person on the ticket in two spellings; if either was approved, both are.
        if row.is_approved and not twin.is_approved:
            model.objects.filter(pk=twin.pk).update(is_approved=True, added_by_ref=row.added_by_ref)
        row.delete()


class Migration(migrations.Migration):
    dependencies = [("tickets", "0005_agent_channel_and_mentions")]

    operations = [migrations.RunPython(normalize, migrations.RunPython.noop)]
