-- Charts that are one person's.  What a merge writes is journalled like every other record, so its
-- tables have an id and count versions.

ALTER TABLE merge ADD COLUMN ver INTEGER NOT NULL DEFAULT 1;
CREATE INDEX merge_action ON merge (action) WHERE action IS NOT NULL;
CREATE INDEX merge_undone_by ON merge (undone_by) WHERE undone_by IS NOT NULL;

DROP INDEX chart_alias_patient;
ALTER TABLE chart_alias RENAME TO chart_alias_before;
CREATE TABLE chart_alias (
  id INTEGER PRIMARY KEY, chart_no TEXT NOT NULL UNIQUE,
  patient INTEGER NOT NULL REFERENCES patient, ver INTEGER NOT NULL DEFAULT 1) STRICT;
INSERT INTO chart_alias (chart_no, patient) SELECT chart_no, patient FROM chart_alias_before;
DROP TABLE chart_alias_before;
CREATE INDEX chart_alias_patient ON chart_alias (patient);
CREATE TRIGGER chart_alias_search_insert AFTER INSERT ON chart_alias BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER chart_alias_search_update AFTER UPDATE ON chart_alias BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER chart_alias_search_delete AFTER DELETE ON chart_alias BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
END;

-- a < b.
DROP INDEX not_same_b;
ALTER TABLE not_same RENAME TO not_same_before;
CREATE TABLE not_same (
  id INTEGER PRIMARY KEY, a INTEGER NOT NULL REFERENCES patient,
  b INTEGER NOT NULL REFERENCES patient, by TEXT, ver INTEGER NOT NULL DEFAULT 1,
  UNIQUE (a, b)) STRICT;
INSERT INTO not_same (a, b, by) SELECT a, b, by FROM not_same_before;
DROP TABLE not_same_before;
CREATE INDEX not_same_b ON not_same (b);
