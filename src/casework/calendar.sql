-- SPDX-License-Identifier: GPL-3.0-or-later
-- calendar: what the school set, year by year, and the bank holidays that it
-- brought in.  A clock that runs and that another calendar counts otherwise was
-- reckoned by the act and signed with it, and follows here.

-- tables
CREATE TABLE p_calendar (
  entry INTEGER PRIMARY KEY,
  body  TEXT NOT NULL
) STRICT;
CREATE TABLE p_bank_holidays (
  entry  INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  events TEXT NOT NULL,
  at     INTEGER NOT NULL,
  by     TEXT NOT NULL
) STRICT;

-- on calendar.set
INSERT INTO p_calendar (entry, body) VALUES (@entry, :body);

-- on calendar.holidays
INSERT INTO p_bank_holidays (entry, source, events, at, by)
VALUES (@entry, :body ->> 'source', :body ->> 'events', @at, :body ->> '$.author.name');

-- on calendar.set calendar.holidays
UPDATE p_clock SET due_at = m.value ->> 'due_at', rule = coalesce (m.value ->> 'rule', rule)
  FROM json_each (:body, '$.moves') AS m
 WHERE p_clock.case_id = m.value ->> 'case_id' AND p_clock.clock = m.value ->> 'clock'
   AND p_clock.started_entry = m.value ->> 'started_entry' AND p_clock.stopped_at IS NULL;
