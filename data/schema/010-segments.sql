-- Segments: the rules in force, who is a member and for how long, who came and went, what was done
-- for them, and who is kept in or out by hand.

-- What a patient answered when asked how it was: 0 to 10, and in their words.
CREATE TABLE survey_answer (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, day INTEGER NOT NULL,
  score INTEGER NOT NULL, words TEXT, channel TEXT, visit INTEGER REFERENCES visit, staff TEXT,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX survey_answer_patient ON survey_answer (patient, day);

-- Kept in or out of a segment by hand.  hash: what the rule meant then; another meaning voids it.
CREATE TABLE pin (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, segment TEXT NOT NULL,
  way TEXT NOT NULL DEFAULT 'in', reason TEXT, hash TEXT NOT NULL, day INTEGER, staff TEXT,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE UNIQUE INDEX pin_patient ON pin (patient, segment);
CREATE INDEX pin_segment ON pin (segment);

ALTER TABLE task ADD COLUMN segment TEXT;
ALTER TABLE patient_tag ADD COLUMN segment TEXT;

-- A segment as it was meant at a time.
CREATE TABLE segment_version (
  id INTEGER PRIMARY KEY, segment TEXT NOT NULL, hash TEXT NOT NULL, key_hash TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'building' CHECK (state IN ('building', 'live', 'old')),
  cursor INTEGER NOT NULL DEFAULT 0, built_day INTEGER) STRICT;
CREATE INDEX segment_version_segment ON segment_version (segment);

CREATE TABLE member (
  segver INTEGER NOT NULL, key INTEGER NOT NULL, patient INTEGER NOT NULL,
  from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
  PRIMARY KEY (segver, key, patient)) STRICT, WITHOUT ROWID;
CREATE INDEX member_patient ON member (patient);

CREATE TABLE lease (patient INTEGER PRIMARY KEY, thru INTEGER NOT NULL) STRICT;
CREATE INDEX lease_thru ON lease (thru);

CREATE TABLE seg_day (
  segver INTEGER NOT NULL, day INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (segver, day)) STRICT, WITHOUT ROWID;
CREATE TABLE seg_flow (
  segment TEXT NOT NULL, day INTEGER NOT NULL, entered INTEGER NOT NULL, gone INTEGER NOT NULL,
  members INTEGER NOT NULL,
  PRIMARY KEY (segment, day)) STRICT, WITHOUT ROWID;
-- acted: the action that did for this entry what the segment says; it counts while it is not taken back.
CREATE TABLE seg_entry (
  segment TEXT NOT NULL, patient INTEGER NOT NULL, entry_day INTEGER NOT NULL,
  closed_day INTEGER, acted INTEGER, from_start INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (segment, patient, entry_day)) STRICT, WITHOUT ROWID;

-- What a referral counts for shows at whoever sent them, and at the household of whoever that is.
DROP VIEW concerns;
CREATE VIEW concerns (patient, concerned) AS
  SELECT id, id FROM patient
  UNION ALL SELECT p.id, o.id FROM patient p JOIN patient o ON o.household = p.household
  UNION ALL SELECT id, referrer FROM patient WHERE referrer IS NOT NULL
  UNION ALL SELECT p.id, o.id FROM patient p JOIN patient r ON r.id = p.referrer
    JOIN patient o ON o.household = r.household;

CREATE TRIGGER survey_answer_dirty_insert AFTER INSERT ON survey_answer
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER survey_answer_dirty_update AFTER UPDATE ON survey_answer
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER survey_answer_dirty_delete AFTER DELETE ON survey_answer
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER pin_dirty_insert AFTER INSERT ON pin
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER pin_dirty_update AFTER UPDATE ON pin
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER pin_dirty_delete AFTER DELETE ON pin
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;
