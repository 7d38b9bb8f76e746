-- SPDX-License-Identifier: GPL-3.0-or-later
-- retention: what holds a case beyond its time, what was asked about its end, and
-- the tombstones of those that were erased.

-- tables
CREATE TABLE p_retention (
  case_id         TEXT PRIMARY KEY,
  held_at         INTEGER,                 -- NULL: nothing holds it
  held_by         TEXT,
  hold_reason     TEXT,
  hold_reference  TEXT,
  proposed_at     INTEGER,                 -- NULL: nobody asks for its end
  proposed_by     TEXT,
  proposed_by_id  TEXT,
  proposed_reason TEXT,
  kept_until      TEXT,                    -- looked at and kept: until that day
  kept_by         TEXT,
  kept_reason     TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE p_tombstone (
  entry       INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL,
  noun        TEXT NOT NULL,               -- "sealed": more would say too much
  reference   TEXT,
  rule        TEXT NOT NULL,
  basis       TEXT,
  due         TEXT NOT NULL,
  reason      TEXT NOT NULL,
  proposed_by TEXT NOT NULL,
  erased_by   TEXT NOT NULL,
  entries     INTEGER NOT NULL
) STRICT;

-- on retention.held
INSERT INTO p_retention (case_id, held_at, held_by, hold_reason, hold_reference)
VALUES (:case_id, @at, :body ->> '$.author.name', :body ->> 'reason', :body ->> 'reference')
    ON CONFLICT DO UPDATE SET held_at = excluded.held_at, held_by = excluded.held_by,
       hold_reason = excluded.hold_reason, hold_reference = excluded.hold_reference,
       proposed_at = NULL, proposed_by = NULL, proposed_by_id = NULL, proposed_reason = NULL;

-- on retention.hold-lifted
UPDATE p_retention SET held_at = NULL, held_by = NULL, hold_reason = NULL, hold_reference = NULL
 WHERE case_id = :case_id;

-- on retention.proposed
INSERT INTO p_retention (case_id, proposed_at, proposed_by, proposed_by_id, proposed_reason)
VALUES (:case_id, @at, :body ->> '$.author.name', :author, :body ->> 'reason')
    ON CONFLICT DO UPDATE SET proposed_at = excluded.proposed_at, proposed_by = excluded.proposed_by,
       proposed_by_id = excluded.proposed_by_id, proposed_reason = excluded.proposed_reason;

-- on retention.withdrawn
UPDATE p_retention SET proposed_at = NULL, proposed_by = NULL, proposed_by_id = NULL, proposed_reason = NULL
 WHERE case_id = :case_id;

-- on retention.kept
INSERT INTO p_retention (case_id, kept_until, kept_by, kept_reason)
VALUES (:case_id, :body ->> 'until', :body ->> '$.author.name', :body ->> 'reason')
    ON CONFLICT DO UPDATE SET kept_until = excluded.kept_until, kept_by = excluded.kept_by,
       kept_reason = excluded.kept_reason,
       proposed_at = NULL, proposed_by = NULL, proposed_by_id = NULL, proposed_reason = NULL;

-- on retention.erased
INSERT INTO p_tombstone (entry, at, noun, reference, rule, basis, due, reason, proposed_by, erased_by, entries)
VALUES (@entry, @at, :body ->> 'noun', :body ->> 'reference', :body ->> 'rule', :body ->> 'basis', :body ->> 'due',
        :body ->> 'reason', :body ->> 'proposed_by', :body ->> '$.author.name',
        json_array_length (:body, '$.entries'));
