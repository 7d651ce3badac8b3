-- Loading many rows at once.  While the one row stands in `bulk` the triggers keep still and the
-- program marks what it wrote itself, all at once (store/bulk.h).  The row is put in and taken out
-- inside one transaction, so nobody else ever sees it and no crash leaves it behind.

CREATE TABLE bulk (id INTEGER PRIMARY KEY CHECK (id = 1)) STRICT;

-- Who must be looked at again when something of a patient changes: they themselves, everyone in
-- the same household, who referred them and whom they referred.  Asked for one patient it costs a
-- few look-ups, and next to nothing without household and referrer.
CREATE VIEW concerns (patient, concerned) AS
  SELECT id, id FROM patient
  UNION ALL SELECT p.id, o.id FROM patient p JOIN patient o ON o.household = p.household
  UNION ALL SELECT id, referrer FROM patient WHERE referrer IS NOT NULL
  UNION ALL SELECT referrer, id FROM patient WHERE referrer IS NOT NULL;

DROP TRIGGER contact_dirty_insert;
DROP TRIGGER contact_dirty_update;
DROP TRIGGER contact_dirty_delete;
DROP TRIGGER consent_dirty_insert;
DROP TRIGGER consent_dirty_update;
DROP TRIGGER consent_dirty_delete;
DROP TRIGGER visit_dirty_insert;
DROP TRIGGER visit_dirty_update;
DROP TRIGGER visit_dirty_delete;
DROP TRIGGER patient_tag_dirty_insert;
DROP TRIGGER patient_tag_dirty_update;
DROP TRIGGER patient_tag_dirty_delete;
DROP TRIGGER task_dirty_insert;
DROP TRIGGER task_dirty_update;
DROP TRIGGER task_dirty_delete;
DROP TRIGGER note_dirty_insert;
DROP TRIGGER note_dirty_update;
DROP TRIGGER note_dirty_delete;
DROP TRIGGER attempt_dirty_insert;
DROP TRIGGER attempt_dirty_update;
DROP TRIGGER attempt_dirty_delete;
DROP TRIGGER alert_dirty_insert;
DROP TRIGGER alert_dirty_update;
DROP TRIGGER alert_dirty_delete;
DROP TRIGGER patient_dirty_insert;
DROP TRIGGER patient_dirty_update;
DROP TRIGGER patient_dirty_delete;
DROP TRIGGER patient_search_insert;
DROP TRIGGER patient_search_update;
DROP TRIGGER patient_search_delete;
DROP TRIGGER contact_search_insert;
DROP TRIGGER contact_search_update;
DROP TRIGGER contact_search_delete;
DROP TRIGGER patient_tag_search_insert;
DROP TRIGGER patient_tag_search_update;
DROP TRIGGER patient_tag_search_delete;

CREATE TRIGGER contact_dirty_insert AFTER INSERT ON contact
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_dirty_update AFTER UPDATE ON contact
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_dirty_delete AFTER DELETE ON contact
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER consent_dirty_insert AFTER INSERT ON consent
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER consent_dirty_update AFTER UPDATE ON consent
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER consent_dirty_delete AFTER DELETE ON consent
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_dirty_insert AFTER INSERT ON visit
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_dirty_update AFTER UPDATE ON visit
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER visit_dirty_delete AFTER DELETE ON visit
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_dirty_insert AFTER INSERT ON patient_tag
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_dirty_update AFTER UPDATE ON patient_tag
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_dirty_delete AFTER DELETE ON patient_tag
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER task_dirty_insert AFTER INSERT ON task
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER task_dirty_update AFTER UPDATE ON task
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER task_dirty_delete AFTER DELETE ON task
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER note_dirty_insert AFTER INSERT ON note
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER note_dirty_update AFTER UPDATE ON note
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER note_dirty_delete AFTER DELETE ON note
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER attempt_dirty_insert AFTER INSERT ON attempt
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER attempt_dirty_update AFTER UPDATE ON attempt
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER attempt_dirty_delete AFTER DELETE ON attempt
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER alert_dirty_insert AFTER INSERT ON alert
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = new.household
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER alert_dirty_update AFTER UPDATE ON alert
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
      AND old.patient IS NOT new.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = new.household
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = old.household
      AND old.household IS NOT new.household
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER alert_dirty_delete AFTER DELETE ON alert
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT id FROM patient WHERE household = old.household
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_insert AFTER INSERT ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.id
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_update AFTER UPDATE ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.id
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient)
    SELECT old.id WHERE old.id <> new.id
    UNION ALL SELECT id FROM patient WHERE household = old.household
      AND old.household IS NOT new.household
    UNION ALL SELECT old.referrer WHERE old.referrer IS NOT new.referrer
      AND old.referrer IS NOT NULL
    UNION ALL SELECT id FROM patient WHERE referrer = old.id AND old.id <> new.id
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_delete AFTER DELETE ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient)
    SELECT old.id
    UNION ALL SELECT id FROM patient WHERE household = old.household
    UNION ALL SELECT old.referrer WHERE old.referrer IS NOT NULL
    UNION ALL SELECT id FROM patient WHERE referrer = old.id
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_search_insert AFTER INSERT ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (new.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_search_update AFTER UPDATE OF chart_no, status, name, family, given, preferred,
  second_name, reading, birth_day, birth_precision, address, salutation, id_number, guardian
  ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (new.id) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) SELECT old.id WHERE old.id <> new.id ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_search_delete AFTER DELETE ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (old.id) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_search_insert AFTER INSERT ON contact
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_search_update AFTER UPDATE ON contact
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) SELECT old.patient WHERE old.patient <> new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER contact_search_delete AFTER DELETE ON contact
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_search_insert AFTER INSERT ON patient_tag
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_search_update AFTER UPDATE ON patient_tag
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
  INSERT INTO search_stale (patient) SELECT old.patient WHERE old.patient <> new.patient ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_tag_search_delete AFTER DELETE ON patient_tag
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO search_stale (patient) VALUES (old.patient) ON CONFLICT DO NOTHING;
END;
