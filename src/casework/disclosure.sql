-- SPDX-License-Identifier: GPL-3.0-or-later
-- disclosure: who asked what the school holds about whom, what was taken out of
-- the answer, and what became of it.

-- tables
CREATE TABLE p_disclosure (
  id        TEXT PRIMARY KEY,
  entry     INTEGER NOT NULL,
  reference TEXT NOT NULL,
  state     TEXT NOT NULL,              -- "begun" "sent" "refused"
  person_id TEXT NOT NULL,
  person    TEXT NOT NULL,
  applicant TEXT NOT NULL,
  relation  TEXT NOT NULL,
  basis     TEXT NOT NULL,              -- "subject-access" "educational-record"
  identity  TEXT NOT NULL,
  asked_on  TEXT NOT NULL,
  wanted    TEXT,
  begun_at  INTEGER NOT NULL,
  begun_by  TEXT,
  extended  TEXT,
  sent_at   INTEGER,
  sent_to   TEXT,
  method    TEXT,
  pack_hash TEXT,
  pages     INTEGER,
  refused   TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX p_disclosure_by_person ON p_disclosure (person_id);
CREATE TABLE p_removal (
  disclosure_id TEXT NOT NULL,
  entry         INTEGER NOT NULL,
  number        INTEGER NOT NULL,
  passage       TEXT NOT NULL,
  from_char     INTEGER NOT NULL,
  until_char    INTEGER NOT NULL,
  ground        TEXT NOT NULL,
  reason        TEXT,
  salt          TEXT NOT NULL,
  hash          TEXT NOT NULL,
  removed_by    TEXT,
  at            INTEGER NOT NULL,
  PRIMARY KEY (disclosure_id, entry, number)
) STRICT, WITHOUT ROWID;

-- on disclosure.begun
INSERT INTO p_disclosure (id, entry, reference, state, person_id, person, applicant, relation, basis, identity, asked_on,
                          wanted, begun_at, begun_by)
VALUES (:case_id, @entry, :body ->> 'reference', 'begun', :body ->> 'person_id', :body ->> 'person', :body ->> 'applicant',
        :body ->> 'relation', :body ->> 'basis', :body ->> 'identity', :body ->> 'asked_on', :body ->> 'wanted', @at,
        :body ->> '$.author.name');

-- on disclosure.removed
INSERT INTO p_removal (disclosure_id, entry, number, passage, from_char, until_char, ground, reason, salt, hash, removed_by,
                       at)
SELECT :case_id, @entry, key + 1, coalesce (value ->> 'passage', ''), coalesce (value ->> 'from', 0),
       coalesce (value ->> 'until', 0), :body ->> 'ground', :body ->> 'reason', coalesce (value ->> 'salt', ''),
       coalesce (value ->> 'hash', ''), :body ->> '$.author.name', @at
  FROM json_each (:body -> 'removals');

-- on disclosure.restored
DELETE FROM p_removal WHERE disclosure_id = :case_id AND entry = :body ->> 'removal' AND number = :body ->> 'number';

-- on disclosure.extended
UPDATE p_disclosure SET extended = :body ->> 'reason' WHERE id = :case_id;

-- on disclosure.sent
UPDATE p_disclosure SET state = 'sent', sent_at = :body ->> 'at', sent_to = :body ->> 'to', method = :body ->> 'method',
       pack_hash = :body ->> 'pack_hash', pages = :body ->> 'pages'
 WHERE id = :case_id;

-- on disclosure.refused
UPDATE p_disclosure SET state = 'refused', refused = :body ->> 'reason' WHERE id = :case_id;
