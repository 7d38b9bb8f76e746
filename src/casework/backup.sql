-- SPDX-License-Identifier: GPL-3.0-or-later
-- backup: the copies that were made and proved.
-- tables
CREATE TABLE p_backup (
  entry   INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  by_name TEXT NOT NULL,
  name    TEXT NOT NULL,
  entries INTEGER NOT NULL
) STRICT;
CREATE TABLE p_backup_rule (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  days       INTEGER,
  drilled_at INTEGER
) STRICT;
-- on backup.rule
INSERT INTO p_backup_rule (one, days) VALUES (1, :body ->> 'days')
ON CONFLICT (one) DO UPDATE SET days = excluded.days;
-- on backup.drilled
INSERT INTO p_backup_rule (one, drilled_at) VALUES (1, @at)
ON CONFLICT (one) DO UPDATE SET drilled_at = excluded.drilled_at;
-- on backup.verified
INSERT INTO p_backup (entry, at, by_name, name, entries)
VALUES (@entry, @at, coalesce (:body ->> 'made_by', :body ->> '$.author.name'), :body ->> 'name', :body ->> 'entries');
