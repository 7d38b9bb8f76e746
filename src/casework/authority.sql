-- SPDX-License-Identifier: GPL-3.0-or-later
-- authority: standing authorities to search, given by the headteacher to one
-- person for a time.  Whether one is in force on a day is reckoned when asked.

-- tables
CREATE TABLE p_authority (
  id           TEXT PRIMARY KEY,
  entry        INTEGER NOT NULL,
  reference    TEXT NOT NULL,
  person_id    TEXT NOT NULL,
  person       TEXT NOT NULL,
  scope        TEXT NOT NULL,              -- "generally" "description" "particular"
  description  TEXT,
  from_day     TEXT NOT NULL,
  until_day    TEXT NOT NULL,
  agreed       INTEGER NOT NULL,
  sheet        TEXT NOT NULL,
  sheet_hash   TEXT NOT NULL,
  pack         TEXT NOT NULL,
  pack_hash    TEXT NOT NULL,
  given_at     INTEGER NOT NULL,
  given_by_id  TEXT NOT NULL,
  given_by     TEXT NOT NULL,
  ended_at     INTEGER,
  ended_by     TEXT,
  ended_reason TEXT
) STRICT;
CREATE INDEX p_authority_by_person ON p_authority (person_id);

-- on authority.given
INSERT INTO p_authority (id, entry, reference, person_id, person, scope, description, from_day, until_day, agreed, sheet, sheet_hash,
                         pack, pack_hash, given_at, given_by_id, given_by)
VALUES (:case_id, @entry, :body ->> 'reference', :body ->> 'person_id', :body ->> 'person', :body ->> 'scope', :body ->> 'description',
        :body ->> 'from', :body ->> 'until', :body ->> 'agreed', :body ->> 'sheet', :body ->> 'sheet_hash', :body ->> 'pack',
        :body ->> 'pack_hash', @at, :author, :body ->> '$.author.name');

-- on authority.ended
UPDATE p_authority SET ended_at = @at, ended_by = :body ->> '$.author.name', ended_reason = :body ->> 'reason' WHERE id = :case_id;
