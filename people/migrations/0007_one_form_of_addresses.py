from django.db import migrations

from core.addresses import NotAnAddress, canonical, comparable, domain_form

# Other rows already have the one form.
ODD = r'[^ -~]|xn--|[A-Z]|"'


def normalize(apps, schema_editor):
    identities(apps.get_model("people", "Identity"))
    contacts = apps.get_model("people", "Contact")
    for pk, old in contacts.objects.filter(email__regex=ODD).values_list("pk", "email").iterator():
        if (new := comparable(old)[:254]) != old:
            contacts.objects.filter(pk=pk).update(email=new)
    users = apps.get_model("people", "User")
    for pk, old in users.objects.filter(email__regex=ODD).order_by("pk").values_list("pk", "email"):
        new = comparable(old)[:254]
        if new != old and not users.objects.filter(email__iexact=new).exclude(pk=pk).exists():
            users.objects.filter(pk=pk).update(email=new)
    companies = apps.get_model("people", "Company")
    for pk, old in companies.objects.filter(domain__regex=ODD).values_list("pk", "domain").iterator():
        try:
            new = domain_form(old)[:200]
        except NotAnAddress:
            continue
        if new != old:
            companies.objects.filter(pk=pk).update(domain=new)


def identities(model):
    odd = model.objects.filter(kind="email", value__regex=ODD).order_by("pk")
    for row in odd:
        try:
            new = canonical(row.value)
        except NotAnAddress:
            continue
        if new == row.value:
            continue
        twin = model.objects.filter(kind="email", value=new, contact_id=row.contact_id).first()
        if twin is not None:
            # One contact, two spellings: one identity, with the proof of either.
            proven_at = twin.verified_at or row.verified_at
            row.delete()
            keep(model, twin, new, proven_at)
        else:
            keep(model, row, new, row.verified_at)


def keep(model, row, value, verified_at):
    """
    A value is proven for one contact only: where two had it in different spellings, the earlier proof stays.

    The other keeps the claim. Whether the two are one person is left to somebody who may merge them.
    """
    proven = model.objects.filter(kind="email", value=value, verified_at__isnull=False).exclude(pk=row.pk)
    other = proven.first()
    if verified_at is not None and other is not None:
        if other.verified_at <= verified_at:
            verified_at = None
        else:
            model.objects.filter(pk=other.pk).update(verified_at=None)
    model.objects.filter(pk=row.pk).update(value=value, verified_at=verified_at)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_sign_everybody_in_anew")]

    operations = [migrations.RunPython(normalize, migrations.RunPython.noop)]
