"""Guards of discussion: what was said stays said."""

from pathlib import Path

from django.db import migrations

SQL = (Path(__file__).parent / "sql" / "discussion.sql").read_text()
UNGUARD = """
DROP FUNCTION claims_sharing_words(text, integer);
DROP INDEX claim_by_words;
DROP TRIGGER comment_written ON claims_comment;
DROP TRIGGER comment_changed ON claims_comment;
DROP TRIGGER comment_not_deleted ON claims_comment;
DROP TRIGGER comment_no_truncate ON claims_comment;
DROP TRIGGER comment_mentions_append_only ON claims_comment_mentions;
DROP TRIGGER comment_mentions_no_truncate ON claims_comment_mentions;
DROP TRIGGER contactattempt_changed ON claims_contactattempt;
DROP TRIGGER correctionrequest_changed ON claims_correctionrequest;
DROP TRIGGER match_changed ON claims_match;
DROP FUNCTION claims_comment_written();
DROP FUNCTION claims_comment_changed();
DROP FUNCTION claims_contactattempt_changed();
DROP FUNCTION claims_correctionrequest_changed();
DROP FUNCTION claims_match_changed();
DROP FUNCTION claims_discussion_refuse(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_takedown_guards")]
    operations = [migrations.RunSQL(sql=SQL, reverse_sql=UNGUARD)]
