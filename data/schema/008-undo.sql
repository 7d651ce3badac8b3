-- One's own last action is looked for with every undo.
CREATE INDEX action_staff ON action (staff, id);
