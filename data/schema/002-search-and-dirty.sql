-- What must be looked at again after a change.  `dirty` feeds the live segments: the patient of a
-- changed row, everyone in the same household, who referred them and whom they referred, before and
-- after.  `search_stale` feeds the search keys.  Both are plain SQL, so that a row edited by the
-- sqlite3 shell is caught too.

CREATE TABLE dirty (patient INTEGER PRIMARY KEY) STRICT;
CREATE TABLE search_stale (patient INTEGER PRIMARY KEY) STRICT;

-- class orders the hits (text/match.h); a key is matched by its beginning.
CREATE TABLE search_key (
  class INTEGER NOT NULL, key TEXT NOT NULL, patient INTEGER NOT NULL,
  PRIMARY KEY (class, key, patient)) STRICT, WITHOUT ROWID;
CREATE INDEX search_key_patient ON search_key (patient);

INSERT INTO search_stale (patient) SELECT id FROM patient WHERE true ON CONFLICT DO NOTHING;

CREATE TRIGGER contact_dirty_insert AFTER INSERT ON contact BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_dirty_update AFTER UPDATE ON contact BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_dirty_delete AFTER DELETE ON contact BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER consent_dirty_insert AFTER INSERT ON consent BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER consent_dirty_update AFTER UPDATE ON consent BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER consent_dirty_delete AFTER DELETE ON consent BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_dirty_insert AFTER INSERT ON visit BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_dirty_update AFTER UPDATE ON visit BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_dirty_delete AFTER DELETE ON visit BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_dirty_insert AFTER INSERT ON patient_tag BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_dirty_update AFTER UPDATE ON patient_tag BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_dirty_delete AFTER DELETE ON patient_tag BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER task_dirty_insert AFTER INSERT ON task BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER task_dirty_update AFTER UPDATE ON task BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER task_dirty_delete AFTER DELETE ON task BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER note_dirty_insert AFTER INSERT ON note BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER note_dirty_update AFTER UPDATE ON note BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER note_dirty_delete AFTER DELETE ON note BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER attempt_dirty_insert AFTER INSERT ON attempt BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER attempt_dirty_update AFTER UPDATE ON attempt BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER attempt_dirty_delete AFTER DELETE ON attempt BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER alert_dirty_insert AFTER INSERT ON alert BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = new.household ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER alert_dirty_update AFTER UPDATE ON alert BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = old.household ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = new.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = new.patient
    UNION SELECT referrer FROM patient WHERE id = new.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = new.household ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER alert_dirty_delete AFTER DELETE ON alert BEGIN
  INSERT INTO dirty (patient)
    SELECT id FROM patient WHERE id = old.patient
    UNION SELECT o.id FROM patient p JOIN patient o ON o.household = p.household WHERE p.id = old.patient
    UNION SELECT referrer FROM patient WHERE id = old.patient AND referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.patient ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = old.household ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_insert AFTER INSERT ON patient BEGIN
  INSERT INTO dirty (patient)
    SELECT new.id
    UNION SELECT id FROM patient WHERE household = new.household
    UNION SELECT new.referrer WHERE new.referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_update AFTER UPDATE ON patient BEGIN
  INSERT INTO dirty (patient)
    SELECT old.id
    UNION SELECT id FROM patient WHERE household = old.household
    UNION SELECT old.referrer WHERE old.referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.id ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT new.id
    UNION SELECT id FROM patient WHERE household = new.household
    UNION SELECT new.referrer WHERE new.referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = new.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_delete AFTER DELETE ON patient BEGIN
  INSERT INTO dirty (patient)
    SELECT old.id
    UNION SELECT id FROM patient WHERE household = old.household
    UNION SELECT old.referrer WHERE old.referrer IS NOT NULL
    UNION SELECT id FROM patient WHERE referrer = old.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_search_insert AFTER INSERT ON patient BEGIN
  INSERT INTO search_stale (patient) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_search_update AFTER UPDATE OF chart_no, status, name, family, given, preferred, second_name, reading, birth_day, birth_precision ON patient BEGIN
  INSERT INTO search_stale (patient) VALUES (old.id) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_search_delete AFTER DELETE ON patient BEGIN
  INSERT INTO search_stale (patient) VALUES (old.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_search_insert AFTER INSERT ON contact BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_search_update AFTER UPDATE ON contact BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_search_delete AFTER DELETE ON contact BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_search_insert AFTER INSERT ON patient_tag BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_search_update AFTER UPDATE ON patient_tag BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_search_delete AFTER DELETE ON patient_tag BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
END;
