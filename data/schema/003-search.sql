-- Search grown up: fewer keys (a typed word asks in several ways instead), one row of keys a patient
-- in place of a second index, and the texts of some 256 patients a block to look into.

DROP TABLE search_key;
-- key: its space and its text, see text/match.h.
CREATE TABLE search_key (
  key TEXT NOT NULL, patient INTEGER NOT NULL, PRIMARY KEY (key, patient)) STRICT, WITHOUT ROWID;
-- The keys of a patient, each before a line feed: to take them back, and to check one patient.
CREATE TABLE search_doc (patient INTEGER PRIMARY KEY, keys TEXT NOT NULL) STRICT;
-- id: part of the texts (text/match.h) * 2^40 + number of the block; from 4 * 2^40 on their sketches
-- (store/search_index.h).
CREATE TABLE search_block (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;

-- Everybody in the order of lists, read from the index alone.
DROP INDEX patient_sort;
CREATE INDEX patient_sort ON patient (sort_key, id) WHERE status <> 'merged';
CREATE INDEX attempt_day ON attempt (day);
CREATE INDEX chart_alias_patient ON chart_alias (patient);

-- The first of many to-dos are found in the index alone.
DROP INDEX task_due;
CREATE INDEX task_due ON task (due_day, due_minute, promise) WHERE state = 'open';

-- How many patients there are who are not merged, counted as they come and go.
INSERT INTO counter (name, next)
  SELECT 'patients', count(*) FROM patient WHERE status <> 'merged';
CREATE TRIGGER patient_count_insert AFTER INSERT ON patient WHEN new.status <> 'merged' BEGIN
  UPDATE counter SET next = next + 1 WHERE name = 'patients';
END;
CREATE TRIGGER patient_count_delete AFTER DELETE ON patient WHEN old.status <> 'merged' BEGIN
  UPDATE counter SET next = next - 1 WHERE name = 'patients';
END;
CREATE TRIGGER patient_count_update AFTER UPDATE OF status ON patient
  WHEN (old.status = 'merged') <> (new.status = 'merged') BEGIN
  UPDATE counter SET next = next + (old.status = 'merged') - (new.status = 'merged')
    WHERE name = 'patients';
END;

-- A guardian is a mother or a father.
CREATE TRIGGER patient_search_sex AFTER UPDATE OF sex ON patient BEGIN
  INSERT INTO search_stale (patient) SELECT id FROM patient WHERE guardian = new.id ON CONFLICT DO NOTHING;
END;
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

INSERT INTO search_stale (patient) SELECT id FROM patient WHERE true ON CONFLICT DO NOTHING;
