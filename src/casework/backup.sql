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
-- on backup.verified
INSERT INTO p_backup (entry, at, by_name, name, entries)
VALUES (@entry, @at, :body ->> '$.author.name', :body ->> 'name', :body ->> 'entries');
