-- Imports in many short steps.  `stage` names the file beside the database that holds what is still
-- to be stored; `cursor` tells how far that has come, written in the same transaction as the rows;
-- `action` is the one action all of it belongs to.
ALTER TABLE import ADD COLUMN stage TEXT;
ALTER TABLE import ADD COLUMN cursor TEXT;
ALTER TABLE import ADD COLUMN action INTEGER;

-- The place of an action in the chain of hashes: in the order in which actions ended, since those
-- of a desk begin and end while an import goes on.  NULL: it has not ended.
ALTER TABLE action ADD COLUMN sealed INTEGER;
UPDATE action SET sealed = n FROM (SELECT id AS i, row_number() OVER (ORDER BY id) AS n FROM action)
  WHERE id = i;
CREATE UNIQUE INDEX action_sealed ON action (sealed) WHERE sealed IS NOT NULL;

-- When the process began, in ticks since the start of the machine: its number alone may come again.
ALTER TABLE session ADD COLUMN born INTEGER NOT NULL DEFAULT 0;

-- What taking an import back looks for, and what deleting its rows must not scan a table for.
CREATE INDEX household_import ON household (import) WHERE import IS NOT NULL;
CREATE INDEX task_import ON task (import) WHERE import IS NOT NULL;
CREATE INDEX action_undoes ON action (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX attempt_contact ON attempt (contact) WHERE contact IS NOT NULL;
CREATE INDEX merge_keep ON merge (keep);
CREATE INDEX merge_lose ON merge (lose);
CREATE INDEX not_same_b ON not_same (b);
