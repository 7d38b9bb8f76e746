-- SPDX-License-Identifier: GPL-3.0-or-later
-- person: everybody a case can name - pupils, staff, parents, governors,
-- visitors - and who belongs to whom.

-- tables
CREATE TABLE p_person (
  id           TEXT PRIMARY KEY,
  entry        INTEGER NOT NULL,          -- that added the person
  sort         TEXT NOT NULL,             -- "pupil" "staff" "parent" "governor" "visitor" "other"
  forename     TEXT NOT NULL,
  surname      TEXT NOT NULL,
  known_as     TEXT,
  middle_names TEXT,
  upn          TEXT,
  dob          TEXT,
  sex          TEXT,
  year_group   TEXT,                      -- "N1" "N2" "R" "1" .. "6", as the transfer file writes it
  class_name   TEXT,
  ethnicity    TEXT,
  sen          TEXT,
  free_meals   INTEGER,
  looked_after INTEGER,
  role_title   TEXT,
  email        TEXT,
  phone        TEXT,
  source       TEXT,
  reason       TEXT,                      -- why a pupil has no UPN
  added_at     INTEGER NOT NULL,
  changed_at   INTEGER,
  left_on      TEXT                       -- NULL: on the roll, or still with the school
) STRICT, WITHOUT ROWID;
CREATE INDEX p_person_by_sort ON p_person (sort, left_on);
CREATE INDEX p_person_by_upn ON p_person (upn) WHERE upn IS NOT NULL;

-- @other is the mother (father, carer ...) of @person.
CREATE TABLE p_relation (
  person_id TEXT NOT NULL,
  other_id  TEXT NOT NULL,
  relation  TEXT NOT NULL,
  entry     INTEGER NOT NULL,
  PRIMARY KEY (person_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_relation_by_other ON p_relation (other_id);

-- Which cases name a person, and as what.
CREATE TABLE p_person_case (
  person_id TEXT NOT NULL,
  case_id   TEXT NOT NULL,
  role      TEXT NOT NULL,                -- in an incident its person-role; else "owner" "subject" "child"
  entry     INTEGER NOT NULL,
  PRIMARY KEY (person_id, case_id)
) STRICT, WITHOUT ROWID;

-- The files that were brought in.
CREATE TABLE p_roll (
  entry     INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  file      TEXT NOT NULL,
  file_hash TEXT NOT NULL,
  sort      TEXT NOT NULL,
  added     INTEGER NOT NULL,
  changed   INTEGER NOT NULL,
  leavers   INTEGER NOT NULL,
  refused   INTEGER NOT NULL,
  taken_on  TEXT
) STRICT;

-- on person.added
INSERT INTO p_person (id, entry, sort, forename, surname, known_as, middle_names, upn, dob, sex, year_group, class_name,
                      ethnicity, sen, free_meals, looked_after, role_title, email, phone, source, reason, added_at)
VALUES (:body ->> 'person_id', @entry, :body ->> 'sort', :body ->> 'forename', :body ->> 'surname', :body ->> 'known_as',
        :body ->> 'middle_names', :body ->> 'upn', :body ->> 'dob', :body ->> 'sex', :body ->> 'year_group',
        :body ->> 'class_name', :body ->> 'ethnicity', :body ->> 'sen', :body ->> 'free_meals', :body ->> 'looked_after',
        :body ->> 'role_title', :body ->> 'email', :body ->> 'phone', :body ->> 'source', :body ->> 'reason', @at);
INSERT OR REPLACE INTO p_relation (person_id, other_id, relation, entry)
SELECT :body ->> 'person_id', value ->> 'person_id', coalesce (value ->> 'relation', 'other'), @entry
  FROM json_each (coalesce (:body -> 'relations', '[]')) WHERE value ->> 'person_id' IS NOT NULL;

-- on person.changed
-- The changes as one object, field by field; a field that is not in it keeps what it had.
UPDATE p_person SET
  forename     = CASE WHEN json_type (c.j, '$.forename') IS NULL THEN forename ELSE c.j ->> 'forename' END,
  surname      = CASE WHEN json_type (c.j, '$.surname') IS NULL THEN surname ELSE c.j ->> 'surname' END,
  known_as     = CASE WHEN json_type (c.j, '$.known_as') IS NULL THEN known_as ELSE c.j ->> 'known_as' END,
  middle_names = CASE WHEN json_type (c.j, '$.middle_names') IS NULL THEN middle_names ELSE c.j ->> 'middle_names' END,
  upn          = CASE WHEN json_type (c.j, '$.upn') IS NULL THEN upn ELSE c.j ->> 'upn' END,
  dob          = CASE WHEN json_type (c.j, '$.dob') IS NULL THEN dob ELSE c.j ->> 'dob' END,
  sex          = CASE WHEN json_type (c.j, '$.sex') IS NULL THEN sex ELSE c.j ->> 'sex' END,
  year_group   = CASE WHEN json_type (c.j, '$.year_group') IS NULL THEN year_group ELSE c.j ->> 'year_group' END,
  class_name   = CASE WHEN json_type (c.j, '$.class_name') IS NULL THEN class_name ELSE c.j ->> 'class_name' END,
  ethnicity    = CASE WHEN json_type (c.j, '$.ethnicity') IS NULL THEN ethnicity ELSE c.j ->> 'ethnicity' END,
  sen          = CASE WHEN json_type (c.j, '$.sen') IS NULL THEN sen ELSE c.j ->> 'sen' END,
  free_meals   = CASE WHEN json_type (c.j, '$.free_meals') IS NULL THEN free_meals ELSE c.j ->> 'free_meals' END,
  looked_after = CASE WHEN json_type (c.j, '$.looked_after') IS NULL THEN looked_after ELSE c.j ->> 'looked_after' END,
  role_title   = CASE WHEN json_type (c.j, '$.role_title') IS NULL THEN role_title ELSE c.j ->> 'role_title' END,
  email        = CASE WHEN json_type (c.j, '$.email') IS NULL THEN email ELSE c.j ->> 'email' END,
  phone        = CASE WHEN json_type (c.j, '$.phone') IS NULL THEN phone ELSE c.j ->> 'phone' END,
  changed_at   = @at
 FROM (SELECT json_group_object (value ->> 'field', value -> 'new') AS j
         FROM json_each (:body -> 'changes') WHERE value ->> 'field' <> 'relation') AS c
 WHERE id = :body ->> 'person_id';
DELETE FROM p_relation
 WHERE person_id = :body ->> 'person_id'
   AND other_id IN (SELECT value ->> 'person_id' FROM json_each (:body -> 'changes') WHERE value ->> 'field' = 'relation');
INSERT INTO p_relation (person_id, other_id, relation, entry)
SELECT :body ->> 'person_id', value ->> 'person_id', value ->> 'new', @entry
  FROM json_each (:body -> 'changes') WHERE value ->> 'field' = 'relation' AND value ->> 'new' IS NOT NULL
    ON CONFLICT DO UPDATE SET relation = excluded.relation, entry = excluded.entry;

-- on person.left
UPDATE p_person SET left_on = :body ->> 'on', changed_at = @at WHERE id = :body ->> 'person_id';

-- on person.returned
UPDATE p_person SET left_on = NULL, changed_at = @at WHERE id = :body ->> 'person_id';

-- on member.left
UPDATE p_person SET left_on = date (@at / 1000000, 'unixepoch'), changed_at = @at WHERE id = :body ->> 'member_id';

-- on incident.recorded
INSERT INTO p_person_case (person_id, case_id, role, entry)
SELECT value ->> 'person_id', :case_id, coalesce (value ->> 'role', 'other'), @entry FROM json_each (:body -> 'people')
 WHERE value ->> 'person_id' IS NOT NULL ON CONFLICT DO NOTHING;

-- on incident.person-added
INSERT INTO p_person_case (person_id, case_id, role, entry)
VALUES (:body ->> 'person_id', :case_id, :body ->> 'role', @entry) ON CONFLICT DO NOTHING;

-- on incident.person-role
UPDATE p_person_case SET role = :body ->> 'new' WHERE person_id = :body ->> 'person_id' AND case_id = :case_id;

-- on search.requested device.confiscated
INSERT INTO p_person_case (person_id, case_id, role, entry)
VALUES (:body ->> 'owner_id', :case_id, 'owner', @entry) ON CONFLICT DO NOTHING;

-- on referral.begun
INSERT INTO p_person_case (person_id, case_id, role, entry)
SELECT :body ->> 'subject_id', :case_id, 'subject', @entry WHERE :body ->> 'subject_id' IS NOT NULL;
INSERT INTO p_person_case (person_id, case_id, role, entry)
SELECT value ->> 'person_id', :case_id, 'child', @entry FROM json_each (coalesce (:body -> 'children', '[]'))
 WHERE value ->> 'person_id' IS NOT NULL ON CONFLICT DO NOTHING;

-- on roll.imported
INSERT INTO p_roll (entry, at, file, file_hash, sort, added, changed, leavers, refused, taken_on)
VALUES (@entry, @at, :body ->> 'file', :body ->> 'file_hash', :body ->> 'sort', :body ->> 'new', :body ->> 'changed',
        :body ->> 'leavers', :body ->> 'refused', :body ->> 'taken_on');
