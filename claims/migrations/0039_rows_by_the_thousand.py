"""Claims by the thousand: the words, the index over them and the status of each cost PostgreSQL half as much."""

import re
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).parent / "sql"


def as_it_was(file: str, function: str) -> str:
    """The definition of a function in an earlier file, to take the place of the one of today."""
    found = re.search(
        rf"^CREATE (?:OR REPLACE )?FUNCTION ({function}\(.*?\$\$.*?\$\$;)",
        (FOLDER / file).read_text(),
        re.M | re.S,
    )
    if not found:
        raise LookupError(f"{file} defines no {function}")
    return f"CREATE OR REPLACE FUNCTION {found[1]}\n"


BACK = (
    as_it_was("wording.sql", "claims_candidates")
    + as_it_was("wording.sql", "claims_telling").replace(
        "LANGUAGE sql", "LANGUAGE sql CALLED ON NULL INPUT", 1
    )
    + as_it_was("many_at_once.sql", "claims_words")
    + """
DROP TRIGGER claim_status_of_new ON claims_claim;
DROP TRIGGER claim_status_is_corrected ON claims_claim;
DROP TRIGGER claim_status_is_derived ON claims_claim;
DROP FUNCTION claims_claims_derive();
CREATE TRIGGER claim_status_is_derived BEFORE INSERT OR UPDATE ON claims_claim
  FOR EACH ROW EXECUTE FUNCTION claims_claim_derive();
ALTER TABLE claims_claim ENABLE ALWAYS TRIGGER claim_status_is_derived;
"""
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0038_publication_by_language")]
    operations = [migrations.RunSQL(sql=(FOLDER / "rows_by_the_thousand.sql").read_text(), reverse_sql=BACK)]
