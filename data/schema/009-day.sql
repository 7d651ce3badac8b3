-- The day: who works when, what is planned for a patient, recalls that differ from the rule, who would
-- come sooner, and what one shift tells the next.

ALTER TABLE patient ADD COLUMN payer INTEGER REFERENCES patient;
CREATE INDEX patient_payer ON patient (payer) WHERE payer IS NOT NULL;
-- Who is kept as a child, by age: they come of it without anybody writing so.
CREATE INDEX patient_child ON patient (birth_day)
  WHERE guardian IS NOT NULL OR household_role = 'child';

-- What was offered to a patient, and its parts.  How far it is follows from the visits of its parts.
CREATE TABLE plan (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, what TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'offered', offered_day INTEGER, offered_by TEXT, ask_after INTEGER,
  decline_reason TEXT, note TEXT, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX plan_patient ON plan (patient);
CREATE INDEX plan_open ON plan (id) WHERE status IN ('offered', 'thinking', 'accepted');
CREATE TABLE plan_item (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient,
  plan INTEGER NOT NULL REFERENCES plan, position INTEGER NOT NULL DEFAULT 0, what TEXT NOT NULL,
  kind TEXT, teeth TEXT, price INTEGER, visits INTEGER NOT NULL DEFAULT 1, gap TEXT,
  minutes INTEGER, provider TEXT, state TEXT NOT NULL DEFAULT 'open',
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX plan_item_patient ON plan_item (patient);
CREATE INDEX plan_item_plan ON plan_item (plan, position);

ALTER TABLE visit ADD COLUMN plan_item INTEGER REFERENCES plan_item;
ALTER TABLE visit ADD COLUMN late INTEGER;
ALTER TABLE visit ADD COLUMN no_next TEXT;
CREATE INDEX visit_plan_item ON visit (plan_item) WHERE plan_item IS NOT NULL;
-- The book ahead, read from the index alone; for recalls, when somebody last came for what; and whom
-- one may have to call because they did not come.
CREATE INDEX visit_booked ON visit (day, minute, minutes, provider, chair, kind, patient, status)
  WHERE status IN ('planned', 'confirmed');
-- Who is here; on an earlier day, who was never closed.
CREATE INDEX visit_here ON visit (day) WHERE status IN ('arrived', 'seated');
CREATE INDEX visit_done ON visit (kind, patient, day) WHERE status IN ('completed', 'left');
CREATE INDEX visit_missed ON visit (patient, day, minute) WHERE status = 'no_show';

ALTER TABLE task ADD COLUMN kind TEXT;
ALTER TABLE task ADD COLUMN until_minute INTEGER;
ALTER TABLE task ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';
ALTER TABLE task ADD COLUMN repeat TEXT;
ALTER TABLE task ADD COLUMN repeat_from INTEGER;
ALTER TABLE task ADD COLUMN snoozed INTEGER;
ALTER TABLE task ADD COLUMN snooze_reason TEXT;
ALTER TABLE task ADD COLUMN previous INTEGER REFERENCES task;
ALTER TABLE task ADD COLUMN visit INTEGER REFERENCES visit;
ALTER TABLE task ADD COLUMN rule TEXT;
-- A follow-up of a visit exists once, whoever completes the visit, however often; so does what comes
-- after a task that repeats.
CREATE UNIQUE INDEX task_visit ON task (visit, rule) WHERE visit IS NOT NULL;
CREATE UNIQUE INDEX task_previous ON task (previous) WHERE previous IS NOT NULL;
-- What is open, whose it is and of which kind, from the index alone.
DROP INDEX task_due;
CREATE INDEX task_due ON task (due_day, due_minute, promise, assignee, kind, priority)
  WHERE state = 'open';
CREATE INDEX task_closed ON task (done_at) WHERE state <> 'open';
CREATE INDEX task_complaint ON task (due_day) WHERE state = 'open' AND kind = 'complaint';

CREATE TABLE recall_override (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient, type TEXT NOT NULL,
  every TEXT, disabled_until INTEGER, disabled INTEGER NOT NULL DEFAULT 0, reason TEXT,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE UNIQUE INDEX recall_override_patient ON recall_override (patient, type);
CREATE TABLE sooner (
  id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patient,
  visit INTEGER REFERENCES visit, kind TEXT, minutes INTEGER, provider TEXT, weekdays TEXT,
  starts INTEGER, ends INTEGER, until INTEGER, note TEXT, state TEXT NOT NULL DEFAULT 'waiting',
  created_at INTEGER, created_by TEXT, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX sooner_patient ON sooner (patient);
CREATE INDEX sooner_visit ON sooner (visit) WHERE visit IS NOT NULL;
CREATE INDEX sooner_waiting ON sooner (until) WHERE state = 'waiting';

-- Weekly hours of who treats, and the days that differ: leave, extra days, for one or for the clinic.
CREATE TABLE schedule (
  id INTEGER PRIMARY KEY, provider TEXT NOT NULL, site TEXT, weekday TEXT NOT NULL,
  starts INTEGER NOT NULL, ends INTEGER NOT NULL, chair TEXT, first_day INTEGER, last_day INTEGER,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE TABLE day_off (
  id INTEGER PRIMARY KEY, provider TEXT, site TEXT, first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL, works TEXT NOT NULL DEFAULT 'off', starts INTEGER, ends INTEGER,
  reason TEXT, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX day_off_day ON day_off (last_day);
CREATE TABLE chair (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, label TEXT, site TEXT,
  position INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'in_use',
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE UNIQUE INDEX chair_key ON chair (key);
CREATE TABLE visit_length (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, provider TEXT, minutes INTEGER NOT NULL,
  ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE UNIQUE INDEX visit_length_kind ON visit_length (kind, coalesce(provider, ''));

CREATE TABLE handover (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, staff TEXT, text TEXT NOT NULL, until INTEGER,
  done_at INTEGER, done_by TEXT, ver INTEGER NOT NULL DEFAULT 1) STRICT;
CREATE INDEX handover_open ON handover (at) WHERE done_at IS NULL;

CREATE TRIGGER plan_dirty_insert AFTER INSERT ON plan
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER plan_dirty_update AFTER UPDATE ON plan
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER plan_dirty_delete AFTER DELETE ON plan
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER plan_item_dirty_insert AFTER INSERT ON plan_item
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER plan_item_dirty_update AFTER UPDATE ON plan_item
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER plan_item_dirty_delete AFTER DELETE ON plan_item
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER recall_override_dirty_insert AFTER INSERT ON recall_override
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER recall_override_dirty_update AFTER UPDATE ON recall_override
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER recall_override_dirty_delete AFTER DELETE ON recall_override
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER sooner_dirty_insert AFTER INSERT ON sooner
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER sooner_dirty_update AFTER UPDATE ON sooner
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = new.patient
    ON CONFLICT DO NOTHING;
END;

CREATE TRIGGER sooner_dirty_delete AFTER DELETE ON sooner
WHEN NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  INSERT INTO dirty (patient) SELECT concerned FROM concerns WHERE patient = old.patient
    ON CONFLICT DO NOTHING;
END;
