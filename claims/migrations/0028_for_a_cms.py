"""Articles are found by what a CMS calls them: its own id, or the address under which it shows them."""

import django.core.validators
from django.db import migrations, models

from claims.text import urls


def canonical_urls(apps, schema_editor):
    articles = apps.get_model("claims", "Article").objects
    for pk, url in articles.exclude(url="").values_list("pk", "url").iterator():
        try:
            articles.filter(pk=pk).update(canonical_url=urls.canonical(url, drop_tracking=True))
        except urls.BadURL:
            continue


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0027_merging'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='canonical_url',
            field=models.CharField(blank=True, default='', editable=False, max_length=2048),
        ),
        migrations.AddField(
            model_name='article',
            name='external_id',
            field=models.CharField(blank=True, default='', help_text='By which your CMS knows it: its number, or any other name that stays.', max_length=120, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9][A-Za-z0-9._~:@-]{0,119}\\Z', 'Letters, digits and . _ ~ : @ - only, with a letter or digit first.')]),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('canonical_url', ''), _negated=True), fields=['canonical_url'], name='article_by_canonical_url'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.UniqueConstraint(condition=models.Q(('external_id', ''), _negated=True), fields=('external_id',), name='article_external_id_once'),
        ),
        # Last: a table with changes that wait for deferred triggers can't be altered.
        migrations.RunPython(canonical_urls, migrations.RunPython.noop),
    ]
