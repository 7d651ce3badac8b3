-- Calls: lists, who has whom on the line, what came of it, when they may be tried again; messages.

ALTER TABLE attempt ADD COLUMN list TEXT;
ALTER TABLE attempt ADD COLUMN purpose TEXT;
ALTER TABLE attempt ADD COLUMN number TEXT;
ALTER TABLE attempt ADD COLUMN reason TEXT;
ALTER TABLE attempt ADD COLUMN visit INTEGER REFERENCES visit;
ALTER TABLE attempt ADD COLUMN claim INTEGER;
ALTER TABLE attempt ADD COLUMN part_of INTEGER REFERENCES attempt;
ALTER TABLE attempt ADD COLUMN again_day INTEGER;
ALTER TABLE attempt ADD COLUMN again_minute INTEGER;
CREATE INDEX attempt_visit ON attempt (visit) WHERE visit IS NOT NULL;
CREATE INDEX attempt_part_of ON attempt (part_of) WHERE part_of IS NOT NULL;
CREATE INDEX attempt_number ON attempt (number, day) WHERE number IS NOT NULL;
CREATE INDEX attempt_called ON attempt (day, list, patient) WHERE purpose IS NOT NULL;

CREATE TABLE call_list (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, title TEXT, purpose TEXT NOT NULL DEFAULT 'recall',
  subject TEXT NOT NULL DEFAULT 'patient', script TEXT, a_day INTEGER,
  assignee TEXT, from_day INTEGER, until_day INTEGER, state TEXT NOT NULL DEFAULT 'open', note TEXT,
  created_at INTEGER, created_by TEXT, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE UNIQUE INDEX call_list_key ON call_list (key);
CREATE TABLE call_entry (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, list TEXT NOT NULL,
  visit INTEGER REFERENCES visit, position INTEGER, added_at INTEGER,
  added_day INTEGER, added_by TEXT, note TEXT, state TEXT NOT NULL DEFAULT 'on',
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX call_entry_patient ON call_entry (patient);
CREATE UNIQUE INDEX call_entry_list ON call_entry (list, patient, coalesce(visit, 0));
CREATE INDEX call_entry_order ON call_entry (list, position, patient) WHERE state = 'on';
CREATE INDEX call_entry_visit ON call_entry (visit) WHERE visit IS NOT NULL;

CREATE TABLE message (
  id INTEGER PRIMARY KEY, patient INTEGER REFERENCES patient, contact INTEGER REFERENCES contact,
  channel TEXT NOT NULL, direction TEXT NOT NULL DEFAULT 'out', purpose TEXT, template TEXT,
  list TEXT, subject TEXT, text TEXT, number TEXT, state TEXT NOT NULL DEFAULT 'waiting',
  not_before INTEGER, sent_at INTEGER, tries INTEGER, error TEXT,
  external_id TEXT, visit INTEGER REFERENCES visit, rule TEXT,
  attempt INTEGER REFERENCES attempt, created_at INTEGER, created_by TEXT,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX message_patient ON message (patient) WHERE patient IS NOT NULL;
CREATE INDEX message_contact ON message (contact) WHERE contact IS NOT NULL;
CREATE INDEX message_attempt ON message (attempt) WHERE attempt IS NOT NULL;
CREATE INDEX message_outbox ON message (state, not_before)
  WHERE state IN ('waiting', 'sending', 'failed', 'bounced');
CREATE INDEX message_channel ON message (channel, coalesce(not_before, 0)) WHERE state = 'waiting';
CREATE INDEX message_external ON message (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX message_number ON message (number, sent_at) WHERE number IS NOT NULL;
-- A reminder of a visit exists once, whoever makes it, however often it is looked for.
CREATE UNIQUE INDEX message_visit ON message (visit, rule) WHERE visit IS NOT NULL AND rule IS NOT NULL;

-- A call back is a to-do: of which list.
ALTER TABLE task ADD COLUMN list TEXT;
CREATE INDEX task_callback ON task (list, due_day, due_minute) WHERE state = 'open' AND kind = 'callback';
CREATE INDEX task_kept ON task (done_at) WHERE state = 'done' AND kind = 'callback';

-- Who is on the line with whom, or about to ring: live claims only; what came of them is in attempt
-- and action.  until_boot: milliseconds of the clock of that start of the machine (boot); pid 0: a
-- claim of the command line, which outlives its process; born: when the process began.
CREATE TABLE claim (
  id INTEGER PRIMARY KEY AUTOINCREMENT, list TEXT NOT NULL, patient INTEGER NOT NULL UNIQUE REFERENCES patient,
  household INTEGER UNIQUE, visit INTEGER, staff TEXT NOT NULL, pid INTEGER NOT NULL,
  born INTEGER NOT NULL, boot TEXT NOT NULL, since INTEGER NOT NULL, since_boot INTEGER NOT NULL,
  until_boot INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE claim_number (
  norm TEXT PRIMARY KEY, claim INTEGER NOT NULL REFERENCES claim ON DELETE CASCADE) STRICT, WITHOUT ROWID;
CREATE INDEX claim_number_claim ON claim_number (claim);
-- Who sits at the calls, and whether they are having a pause.
CREATE TABLE caller (
  staff TEXT NOT NULL, pid INTEGER NOT NULL, born INTEGER NOT NULL, boot TEXT NOT NULL, list TEXT,
  state TEXT NOT NULL DEFAULT 'here', since INTEGER NOT NULL, until_boot INTEGER NOT NULL,
  PRIMARY KEY (staff, pid, boot)) STRICT, WITHOUT ROWID;
-- Claims that ended, for who comes back to one: the last few thousand.
CREATE TABLE claim_over (
  id INTEGER PRIMARY KEY, list TEXT NOT NULL, patient INTEGER NOT NULL, visit INTEGER,
  staff TEXT NOT NULL, since INTEGER NOT NULL, attempts INTEGER NOT NULL) STRICT;
CREATE TRIGGER claim_ends AFTER DELETE ON claim BEGIN
  INSERT OR REPLACE INTO claim_over (id, list, patient, visit, staff, since, attempts)
    VALUES (old.id, old.list, old.patient, old.visit, old.staff, old.since, old.attempts);
  DELETE FROM claim_over WHERE id < old.id - 5000;
END;
-- Passed over by a caller that day, and why: after the others.
CREATE TABLE call_skip (
  id INTEGER PRIMARY KEY, list TEXT NOT NULL, patient INTEGER NOT NULL, day INTEGER NOT NULL,
  at INTEGER NOT NULL, staff TEXT NOT NULL, reason TEXT) STRICT;
CREATE INDEX call_skip_day ON call_skip (day, list, patient);

CREATE TRIGGER call_entry_dirty_insert AFTER INSERT ON call_entry
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER call_entry_dirty_update AFTER UPDATE ON call_entry
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER call_entry_dirty_delete AFTER DELETE ON call_entry
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER message_dirty_insert AFTER INSERT ON message
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER message_dirty_update AFTER UPDATE ON message
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER message_dirty_delete AFTER DELETE ON message
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

-- How everybody of a list stands, so that the next one is found without looking at all of them.  What
-- is kept is worked out by whoever calls and may be thrown away at any time.
-- call_kept: lists that are kept; stamp: what list, rules and settings meant then; day: its members are
-- those of that day.
CREATE TABLE call_kept (
  id INTEGER PRIMARY KEY, list TEXT NOT NULL UNIQUE, stamp INTEGER NOT NULL, day INTEGER NOT NULL) STRICT;
-- place, key: in the order of the list; open: may be rung as far as is known, to be looked at again; good:
-- when time changes it (0: not looked at since something changed); again: the next try of this stay.
CREATE TABLE call_turn (
  list INTEGER NOT NULL, patient INTEGER NOT NULL, place INTEGER NOT NULL, key INTEGER NOT NULL,
  since INTEGER NOT NULL, open INTEGER NOT NULL, good INTEGER NOT NULL, why INTEGER NOT NULL,
  until INTEGER NOT NULL, tries INTEGER NOT NULL, again INTEGER,
  PRIMARY KEY (list, patient)) STRICT, WITHOUT ROWID;
CREATE INDEX call_turn_open ON call_turn (list, place, key, patient) WHERE open = 1;
CREATE INDEX call_turn_again ON call_turn (list, again) WHERE open = 1 AND again IS NOT NULL;
CREATE INDEX call_turn_good ON call_turn (good) WHERE open = 0;
CREATE INDEX call_turn_unseen ON call_turn (list) WHERE good = 0;
-- Whoever was written to since.
CREATE TABLE call_touched (patient INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER dirty_touches BEFORE INSERT ON dirty WHEN EXISTS (SELECT 1 FROM call_kept) BEGIN
  INSERT INTO call_touched (patient) VALUES (new.patient) ON CONFLICT DO NOTHING;
END;
-- A number that was dialled today is dialled for everybody who has it.
CREATE TRIGGER attempt_number_insert AFTER INSERT ON attempt
WHEN new.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO call_touched (patient) SELECT patient FROM contact WHERE norm = new.number
    ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER attempt_number_delete AFTER DELETE ON attempt
WHEN old.number IS NOT NULL AND NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO call_touched (patient) SELECT patient FROM contact WHERE norm = old.number
    ON CONFLICT DO NOTHING;
END;
