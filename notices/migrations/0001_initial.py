

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0013_factors_and_profile'),
        ('tickets', '0010_channels_from_the_registry'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Quiet',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('begins', models.TimeField(null=True)),
                ('ends', models.TimeField(null=True)),
                ('digest_at', models.TimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('begins__isnull', True), ('ends__isnull', True)), models.Q(('begins__isnull', False), ('ends__isnull', False)), _connector='OR'), name='quiet_has_both_ends')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'Somebody mentions you in a note'), ('assigned', 'A ticket becomes yours'), ('escalated', 'A ticket is escalated to you'), ('message', 'A customer writes in a ticket of yours, or one that you follow')], max_length=20)),
                ('is_shown', models.BooleanField()),
                ('mail', models.CharField(choices=[('never', 'Never'), ('away', 'While I am away'), ('always', 'Always'), ('digest', 'Once a day')], max_length=10)),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='choice_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mention', 'Somebody mentions you in a note'), ('assigned', 'A ticket becomes yours'), ('escalated', 'A ticket is escalated to you'), ('message', 'A customer writes in a ticket of yours, or one that you follow')], max_length=20)),
                ('entry_id', models.BigIntegerField(null=True)),
                ('by_name', models.CharField(blank=True, max_length=200)),
                ('text', models.CharField(blank=True, max_length=300)),
                ('count', models.PositiveIntegerField(default=1)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('mail_at', models.DateTimeField(null=True)),
                ('ticket', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tickets.ticket')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-at', '-id'], name='notice_by_user'), models.Index(condition=models.Q(('mail_at__isnull', False)), fields=['mail_at'], name='notice_by_mail'), models.Index(condition=models.Q(('read_at__isnull', False)), fields=['read_at'], name='notice_by_reading')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('read_at__isnull', True)), fields=('user', 'ticket', 'kind'), name='notice_unread_once')],
            },
        ),
    ]
