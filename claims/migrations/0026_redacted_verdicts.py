"""What a redacted publication says is destroyed in its verdict and its drafts too."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "redacted_verdicts.sql").read_text("utf-8")
UNGUARD = """
DROP TRIGGER publication_words_of_verdict ON claims_publication;
DROP FUNCTION claims_verdict_words_go();
DROP TRIGGER verdict_guard ON claims_verdict;
CREATE TRIGGER verdict_guard BEFORE UPDATE ON claims_verdict FOR EACH ROW EXECUTE FUNCTION claims_verdict_changed();
ALTER TABLE claims_verdict ENABLE ALWAYS TRIGGER verdict_guard;
DROP FUNCTION claims_verdict_is_redacted(claims_verdict, claims_verdict);
DROP FUNCTION claims_verdict_words(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0025_wording_goes_with_its_claim")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
