-- A load counts the patients it adds by itself, once a transaction.
DROP TRIGGER patient_count_insert;
CREATE TRIGGER patient_count_insert AFTER INSERT ON patient
WHEN new.status <> 'merged' AND NOT EXISTS (SELECT 1 FROM bulk) BEGIN
  UPDATE counter SET next = next + 1 WHERE name = 'patients';
END;

-- Patients of a large import wait here for their search keys, which are written sorted, one pass
-- through the index for all.  Until then some of a patient's keys may be missing, whatever
-- search_doc says; taken: somebody else changed the patient meanwhile, and has written all of them.
CREATE TABLE search_later (patient INTEGER PRIMARY KEY, taken INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX search_later_taken ON search_later (taken) WHERE taken <> 0;
