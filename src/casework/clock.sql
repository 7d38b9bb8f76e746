-- SPDX-License-Identifier: GPL-3.0-or-later
-- clock: every clock that an act started, when it is due by which rule, and
-- when it was stopped.  The due time was computed by the act and signed with it;
-- nothing is reckoned here.

-- tables
CREATE TABLE p_clock (
  case_id       TEXT NOT NULL,
  root          TEXT NOT NULL,             -- the incident that the case hangs on; else the case itself
  clock         TEXT NOT NULL,             -- its key within the case: "search.tell-parent"
  title         TEXT NOT NULL,
  rule          TEXT,                      -- in words, as it stood when it started
  pack_clock    TEXT,                      -- which clock of the pack it is; NULL in entries of before
  started_at    INTEGER NOT NULL,
  due_at        INTEGER NOT NULL,
  stopped_at    INTEGER,                   -- when the thing was done, not when it was written down
  started_entry INTEGER NOT NULL,
  stopped_entry INTEGER,
  PRIMARY KEY (case_id, clock, started_entry)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_clock_by_due ON p_clock (due_at) WHERE stopped_at IS NULL;
CREATE INDEX p_clock_by_root ON p_clock (root) WHERE stopped_at IS NULL;
CREATE INDEX p_clock_by_end ON p_clock (due_at, stopped_at);

-- on * about a case with stops
UPDATE p_clock
   SET stopped_at = CASE WHEN json_type (:body, '$.at') = 'integer' THEN :body ->> 'at' ELSE @at END,
       stopped_entry = @entry
 WHERE case_id = :case_id AND stopped_at IS NULL AND EXISTS (SELECT 1 FROM json_each (:body -> 'stops') WHERE value = clock);

-- on * with clocks
INSERT INTO p_clock (case_id, root, clock, title, rule, pack_clock, started_at, due_at, started_entry)
SELECT :case_id, coalesce ((SELECT root FROM p_case_link WHERE case_id = :case_id), :case_id), c.value ->> 'clock', c.value ->> 'title',
       c.value ->> 'rule', c.value ->> 'pack_clock', c.value ->> 'started_at', c.value ->> 'due_at', @entry
  FROM json_each (:body -> 'clocks') AS c;
