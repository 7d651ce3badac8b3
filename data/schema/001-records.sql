-- The records of a clinic, the journal of every change, and the machinery's own small tables.
-- Days are days since 1970-01-01 on the clinic's calendar, minutes are of the day, instants are UTC
-- milliseconds, money is in minor units.  NULL is "not known".  ver counts a row's versions.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE counter (name TEXT PRIMARY KEY, next INTEGER NOT NULL) STRICT;

CREATE TABLE session (
  id INTEGER PRIMARY KEY, pid INTEGER NOT NULL, start INTEGER NOT NULL, boot TEXT NOT NULL,
  staff TEXT NOT NULL, seen INTEGER NOT NULL) STRICT;
CREATE TABLE job (
  kind TEXT PRIMARY KEY, session INTEGER REFERENCES session, until_boot INTEGER, cursor TEXT) STRICT;
CREATE TABLE config_version (
  kind TEXT NOT NULL, seq INTEGER NOT NULL, sha TEXT NOT NULL, text TEXT NOT NULL, by TEXT,
  at INTEGER NOT NULL, error TEXT, PRIMARY KEY (kind, seq)) STRICT;

CREATE TABLE vocab (
  kind TEXT NOT NULL, key TEXT NOT NULL, label TEXT, origin TEXT NOT NULL,
  PRIMARY KEY (kind, key)) STRICT, WITHOUT ROWID;
CREATE TABLE staff (key TEXT PRIMARY KEY, name TEXT, role TEXT, pin_hash TEXT) STRICT;

CREATE TABLE import (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, file_sha TEXT NOT NULL, map_sha TEXT NOT NULL,
  at INTEGER NOT NULL, staff TEXT NOT NULL, state TEXT NOT NULL, applied_line INTEGER,
  added INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
  same INTEGER NOT NULL DEFAULT 0, skipped INTEGER NOT NULL DEFAULT 0) STRICT;

-- One action is one thing a person did; its changes are the rows it touched.  Every action's hash
-- covers the one before it and the digests of its changes; a change's digest covers its salt, so
-- that its contents can be erased later without breaking the chain.
CREATE TABLE action (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, staff TEXT NOT NULL, session INTEGER,
  verb TEXT NOT NULL, target INTEGER, undoes INTEGER REFERENCES action,
  import INTEGER REFERENCES import, prev_hash TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE INDEX action_target ON action (target);
CREATE TABLE change (
  action INTEGER NOT NULL REFERENCES action, seq INTEGER NOT NULL, tbl TEXT NOT NULL,
  row INTEGER NOT NULL, op TEXT NOT NULL CHECK (op IN ('insert', 'update', 'delete')),
  before TEXT, after TEXT, salt TEXT NOT NULL, digest TEXT NOT NULL,
  PRIMARY KEY (action, seq)) STRICT, WITHOUT ROWID;
CREATE INDEX change_row ON change (tbl, row);

CREATE TABLE household (
  id INTEGER PRIMARY KEY, label TEXT, import INTEGER REFERENCES import,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;

CREATE TABLE patient (
  id INTEGER PRIMARY KEY, chart_no TEXT NOT NULL UNIQUE,
  name TEXT, family TEXT, given TEXT, preferred TEXT, second_name TEXT, reading TEXT, sort_key TEXT,
  birth_day INTEGER, birth_precision TEXT NOT NULL DEFAULT 'day', sex TEXT NOT NULL DEFAULT 'unknown',
  status TEXT NOT NULL DEFAULT 'active', household INTEGER REFERENCES household,
  household_role TEXT NOT NULL DEFAULT 'none', guardian INTEGER REFERENCES patient,
  referrer INTEGER REFERENCES patient, salutation TEXT, address TEXT, language TEXT,
  occupation TEXT, source TEXT, source_code TEXT, provider TEXT, consultant TEXT,
  id_kind TEXT, id_number TEXT, preferred_channel TEXT, preferred_times TEXT, insurance TEXT,
  notes TEXT, registered_at INTEGER, deceased_day INTEGER,
  import INTEGER REFERENCES import, line INTEGER, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX patient_household ON patient (household) WHERE household IS NOT NULL;
CREATE INDEX patient_referrer ON patient (referrer) WHERE referrer IS NOT NULL;
CREATE INDEX patient_guardian ON patient (guardian) WHERE guardian IS NOT NULL;
CREATE INDEX patient_sort ON patient (sort_key, id);
CREATE INDEX patient_import ON patient (import) WHERE import IS NOT NULL;

CREATE TABLE chart_alias (
  chart_no TEXT PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient) STRICT;
CREATE TABLE merge (
  id INTEGER PRIMARY KEY, keep INTEGER NOT NULL REFERENCES patient,
  lose INTEGER NOT NULL REFERENCES patient, action INTEGER REFERENCES action,
  undone_by INTEGER REFERENCES action) STRICT;
CREATE TABLE not_same (
  a INTEGER NOT NULL REFERENCES patient, b INTEGER NOT NULL REFERENCES patient, by TEXT,
  PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient,
  kind TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'good', value TEXT NOT NULL, norm TEXT,
  label TEXT, position INTEGER NOT NULL DEFAULT 0, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX contact_patient ON contact (patient, position);
CREATE INDEX contact_norm ON contact (norm);

CREATE TABLE consent (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, purpose TEXT, channel TEXT,
  state TEXT, evidence TEXT, day INTEGER, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX consent_patient ON consent (patient);

CREATE TABLE visit (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient,
  day INTEGER NOT NULL, minute INTEGER, minutes INTEGER, kind TEXT, provider TEXT, chair TEXT,
  site TEXT, status TEXT NOT NULL DEFAULT 'planned',
  booked_at INTEGER, confirmed_at INTEGER, arrived_at INTEGER, seated_at INTEGER,
  completed_at INTEGER, left_at INTEGER, cancelled_at INTEGER, cancel_reason TEXT,
  amount INTEGER, paid INTEGER, pay_method TEXT, teeth TEXT, note TEXT, booked_by TEXT,
  predecessor INTEGER REFERENCES visit, successor INTEGER REFERENCES visit,
  external_source TEXT, external_id TEXT, import INTEGER REFERENCES import, line INTEGER,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX visit_patient ON visit (patient, day);
CREATE INDEX visit_day ON visit (day, minute);
CREATE UNIQUE INDEX visit_external ON visit (external_source, external_id)
  WHERE external_id IS NOT NULL;
CREATE INDEX visit_predecessor ON visit (predecessor) WHERE predecessor IS NOT NULL;
CREATE INDEX visit_successor ON visit (successor) WHERE successor IS NOT NULL;
CREATE INDEX visit_import ON visit (import) WHERE import IS NOT NULL;

CREATE TABLE patient_tag (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, tag TEXT NOT NULL,
  until INTEGER, import INTEGER REFERENCES import, ver INTEGER NOT NULL DEFAULT 1,
  UNIQUE (patient, tag)) STRICT;
CREATE INDEX patient_tag_tag ON patient_tag (tag, patient);

CREATE TABLE alert (
  id INTEGER PRIMARY KEY, patient INTEGER REFERENCES patient,
  household INTEGER REFERENCES household, text TEXT NOT NULL, until INTEGER,
  import INTEGER REFERENCES import, ver INTEGER NOT NULL DEFAULT 1,
  CHECK ((patient IS NULL) <> (household IS NULL))) STRICT;
CREATE INDEX alert_patient ON alert (patient) WHERE patient IS NOT NULL;
CREATE INDEX alert_household ON alert (household) WHERE household IS NOT NULL;

CREATE TABLE task (
  id INTEGER PRIMARY KEY, patient INTEGER REFERENCES patient, what TEXT NOT NULL,
  promise INTEGER NOT NULL DEFAULT 0, created_at INTEGER, created_by TEXT,
  due_day INTEGER, due_minute INTEGER, state TEXT NOT NULL DEFAULT 'open', assignee TEXT,
  done_at INTEGER, done_by TEXT, external_source TEXT, external_id TEXT,
  import INTEGER REFERENCES import, line INTEGER, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX task_patient ON task (patient) WHERE patient IS NOT NULL;
CREATE INDEX task_due ON task (due_day, due_minute) WHERE state = 'open';
CREATE UNIQUE INDEX task_external ON task (external_source, external_id)
  WHERE external_id IS NOT NULL;

CREATE TABLE note (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, at INTEGER NOT NULL,
  staff TEXT, text TEXT NOT NULL, import INTEGER REFERENCES import,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX note_patient ON note (patient, at);

CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient,
  contact INTEGER REFERENCES contact, channel TEXT, direction TEXT, outcome TEXT, at INTEGER,
  day INTEGER, staff TEXT, segment TEXT, note TEXT, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX attempt_patient ON attempt (patient, day);
