"""Long work of one more kind: bringing in fact-checks of other publishers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_api_tokens")]
    operations = [
        migrations.AlterField(
            "batch",
            "kind",
            models.CharField(
                choices=[
                    ("action", "bulk action"),
                    ("import", "import"),
                    ("export", "export"),
                    ("fixture", "fixture"),
                    ("checks", "fact-checks of others"),
                ],
                max_length=7,
            ),
        ),
    ]
