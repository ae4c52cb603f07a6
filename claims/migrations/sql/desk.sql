-- Sign-offs, what undid them, and redactions are written once.
CREATE TRIGGER signoff_append_only BEFORE UPDATE OR DELETE ON claims_signoff
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER signoff_no_truncate BEFORE TRUNCATE ON claims_signoff
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_signoff ENABLE ALWAYS TRIGGER signoff_append_only, ENABLE ALWAYS TRIGGER signoff_no_truncate;

CREATE TRIGGER signofflapse_append_only BEFORE UPDATE OR DELETE ON claims_signofflapse
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER signofflapse_no_truncate BEFORE TRUNCATE ON claims_signofflapse
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_signofflapse ENABLE ALWAYS TRIGGER signofflapse_append_only, ENABLE ALWAYS TRIGGER signofflapse_no_truncate;

CREATE TRIGGER redaction_append_only BEFORE UPDATE OR DELETE ON claims_redaction
  FOR EACH ROW EXECUTE FUNCTION claims_refuse();
CREATE TRIGGER redaction_no_truncate BEFORE TRUNCATE ON claims_redaction
  FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
ALTER TABLE claims_redaction ENABLE ALWAYS TRIGGER redaction_append_only, ENABLE ALWAYS TRIGGER redaction_no_truncate;
