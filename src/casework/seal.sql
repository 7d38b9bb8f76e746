-- SPDX-License-Identifier: GPL-3.0-or-later
-- seal: of each sealed case, by which rule, for whom, about whom.  These rows
-- are only ever in memory: what they come from is sealed.

-- tables
CREATE TABLE p_seal (
  case_id   TEXT PRIMARY KEY,
  rule      TEXT NOT NULL,
  reason    TEXT,
  subjects  TEXT,                          -- their names, a line each
  sealed_at INTEGER NOT NULL,
  sealed_by TEXT,
  begun_open INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE p_seal_subject (
  case_id   TEXT NOT NULL,
  position  INTEGER NOT NULL,
  person_id TEXT,
  name      TEXT,
  PRIMARY KEY (case_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE p_seal_reader (
  case_id   TEXT NOT NULL,
  position  INTEGER NOT NULL,
  member_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  basis     TEXT NOT NULL,
  since     INTEGER NOT NULL,
  reason    TEXT,
  PRIMARY KEY (case_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE p_seal_reading (
  entry     INTEGER PRIMARY KEY,
  case_id   TEXT NOT NULL,
  member_id TEXT NOT NULL,
  name      TEXT,
  at        INTEGER NOT NULL,
  what      TEXT NOT NULL
) STRICT;
CREATE INDEX p_seal_reading_by_case ON p_seal_reading (case_id);

-- on * with sealing
-- An entry of a case that is about one, with its readers from here on.
INSERT INTO p_seal (case_id, rule, reason, subjects, sealed_at, sealed_by, begun_open)
SELECT :case_id, :body ->> '$.sealing.rule', :body ->> '$.sealing.reason',
       (SELECT group_concat (value ->> 'name', char (10)) FROM json_each (:body, '$.sealing.subjects')),
       @at, :body ->> '$.author.name', :kind = 'case.sealed'
 WHERE :body ->> '$.sealing.rule' IS NOT NULL
    ON CONFLICT DO UPDATE SET subjects = excluded.subjects;
DELETE FROM p_seal_subject WHERE case_id = :case_id AND json_type (:body, '$.sealing.subjects') = 'array';
INSERT INTO p_seal_subject (case_id, position, person_id, name)
SELECT :case_id, key, value ->> 'person_id', value ->> 'name' FROM json_each (:body, '$.sealing.subjects');
DELETE FROM p_seal_reader WHERE case_id = :case_id AND json_type (:body, '$.sealing.readers') = 'array';
INSERT INTO p_seal_reader (case_id, position, member_id, name, basis, since, reason)
SELECT :case_id, key, value ->> 'member_id', value ->> 'name', value ->> 'basis', value ->> 'since', value ->> 'reason'
  FROM json_each (:body, '$.sealing.readers');

-- on seal.read
INSERT INTO p_seal_reading (entry, case_id, member_id, name, at, what)
VALUES (@entry, :case_id, :author, :body ->> '$.author.name', @at, :body ->> 'what');
