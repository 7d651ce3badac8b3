-- Segments: the rules in force, who is a member and for how long, who came and went, what was done
-- for them, and who is kept in or out by hand.

-- What a patient answered when asked how it was: 0 to 10, and in their words.
CREATE TABLE survey_answer (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, day INTEGER NOT NULL,
  score INTEGER NOT NULL, words TEXT, channel TEXT, visit INTEGER REFERENCES visit, staff TEXT,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX survey_answer_patient ON survey_answer (patient, day);
CREATE INDEX survey_answer_visit ON survey_answer (visit) WHERE visit IS NOT NULL;

-- Kept in or out of a segment by hand.  hash: what the rule meant then; another meaning voids it.
CREATE TABLE pin (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, segment TEXT NOT NULL,
  way TEXT NOT NULL DEFAULT 'in', reason TEXT, hash TEXT, day INTEGER, staff TEXT,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE UNIQUE INDEX pin_patient ON pin (patient, segment);
CREATE INDEX pin_segment ON pin (segment);

-- Rules put in force on purpose, in place of others: the sha of both (config_version has the texts).
CREATE TABLE rules_change (
  id INTEGER PRIMARY KEY, was TEXT NOT NULL, sha TEXT NOT NULL,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;

-- What rules ask of visits, from the index alone, patient after patient.
DROP INDEX visit_patient;
CREATE INDEX visit_patient ON visit (patient, day, minute, status, kind, provider, site, amount, paid,
  plan_item, cancelled_at);

ALTER TABLE task ADD COLUMN segment TEXT;
ALTER TABLE patient_tag ADD COLUMN segment TEXT;

-- A segment by its name in rules.yaml: its past outlives what it means.
CREATE TABLE segment (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
-- As it was meant at a time.  building: patients up to segments.built have their rows; live: in
-- force; old: its rows are being taken away.
CREATE TABLE segment_version (
  id INTEGER PRIMARY KEY, segment INTEGER NOT NULL REFERENCES segment, hash TEXT NOT NULL,
  key_hash TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'building'
    CHECK (state IN ('building', 'live', 'old')), since INTEGER NOT NULL) STRICT;
CREATE INDEX segment_version_segment ON segment_version (segment);

-- How far everything is.  day: entering and leaving is written up to it, and every row is exact for
-- it when `dirty` is empty and no lease ends by it; changes: counts what is done to
-- segment_version, rules: the times another set of rules came into force; built: see above;
-- writing: the rows of patients beyond `built` are being put in.
CREATE TABLE segments (
  id INTEGER PRIMARY KEY CHECK (id = 1), day INTEGER, changes INTEGER NOT NULL DEFAULT 0,
  rules INTEGER NOT NULL DEFAULT 0, built INTEGER NOT NULL DEFAULT 0,
  writing INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO segments (id) VALUES (1);

-- True for from_day <= day < until_day; key: place in the segment's order, whatever the day.
CREATE TABLE member (
  version INTEGER NOT NULL, key INTEGER NOT NULL, patient INTEGER NOT NULL,
  from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
  PRIMARY KEY (version, key, patient, from_day)) STRICT, WITHOUT ROWID;
-- All member rows of a patient are exact for every day before thru; spells: what they are, packed
-- (src/store/spells.h).
CREATE TABLE lease (patient INTEGER PRIMARY KEY, thru INTEGER NOT NULL, spells BLOB NOT NULL) STRICT;
CREATE INDEX lease_thru ON lease (thru);
-- Whoever was written to while versions were built that have not come to them yet.
CREATE TABLE rebuild (patient INTEGER PRIMARY KEY) STRICT;

-- How many spells begin and end on a day; members on a day: all begun by then less all ended.
CREATE TABLE seg_day (
  version INTEGER NOT NULL, day INTEGER NOT NULL, begins INTEGER NOT NULL, ends INTEGER NOT NULL,
  PRIMARY KEY (version, day)) STRICT, WITHOUT ROWID;
-- What came and went on a day as it was known on that day; members: at its end.
CREATE TABLE seg_flow (
  segment INTEGER NOT NULL, day INTEGER NOT NULL, entered INTEGER NOT NULL, gone INTEGER NOT NULL,
  members INTEGER NOT NULL,
  PRIMARY KEY (segment, day)) STRICT, WITHOUT ROWID;
-- Entries that were acted on, and those that are over.  acted: the action that did for this entry
-- what the segment says; it counts while it is not taken back.
CREATE TABLE seg_entry (
  segment INTEGER NOT NULL, patient INTEGER NOT NULL, entry_day INTEGER NOT NULL,
  closed_day INTEGER, acted INTEGER, from_start INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (segment, patient, entry_day)) STRICT, WITHOUT ROWID;

-- Who is seen otherwise when something of a patient changes: they themselves, everyone in the
-- household, whoever sent them and the household of that one (for whom a referral counts), and
-- whose guardian they are (for whom their consent counts), with the household of that one.
DROP VIEW concerns;
CREATE VIEW concerns (patient, concerned) AS
  SELECT id, id FROM patient
  UNION ALL SELECT p.id, o.id FROM patient p JOIN patient o ON o.household = p.household
  UNION ALL SELECT id, referrer FROM patient WHERE referrer IS NOT NULL
  UNION ALL SELECT p.id, o.id FROM patient p JOIN patient r ON r.id = p.referrer
    JOIN patient o ON o.household = r.household
  UNION ALL SELECT guardian, id FROM patient WHERE guardian IS NOT NULL
  UNION ALL SELECT w.guardian, o.id FROM patient w JOIN patient o ON o.household = w.household
    WHERE w.guardian IS NOT NULL;

-- Before: everyone who was with them or sent them, and is no more.
DROP TRIGGER patient_dirty_insert;
DROP TRIGGER patient_dirty_update;
DROP TRIGGER patient_dirty_delete;
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
    UNION ALL SELECT o.id FROM patient r JOIN patient o ON o.household = r.household
      WHERE r.id = old.referrer AND old.referrer IS NOT new.referrer
    UNION ALL SELECT id FROM patient WHERE guardian = old.id AND old.id <> new.id
    UNION ALL SELECT o.id FROM patient w JOIN patient o ON o.household = w.household
      WHERE w.guardian = old.id AND old.id <> new.id
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER patient_dirty_delete AFTER DELETE ON patient
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient)
    SELECT old.id
    UNION ALL SELECT id FROM patient WHERE household = old.household
    UNION ALL SELECT old.referrer WHERE old.referrer IS NOT NULL
    UNION ALL SELECT o.id FROM patient r JOIN patient o ON o.household = r.household
      WHERE r.id = old.referrer
    UNION ALL SELECT id FROM patient WHERE guardian = old.id
    UNION ALL SELECT o.id FROM patient w JOIN patient o ON o.household = w.household
      WHERE w.guardian = old.id
    ON CONFLICT DO NOTHING;
END;

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
