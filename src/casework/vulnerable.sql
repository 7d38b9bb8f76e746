-- SPDX-License-Identifier: GPL-3.0-or-later
-- vulnerable: needs of children that were entered by hand, and, as a view, all of
-- them with those that follow from the roll.

-- tables
CREATE TABLE p_person_flag (
  person_id TEXT NOT NULL,
  flag      TEXT NOT NULL,                -- a word of the pack's "vulnerability"
  since     TEXT,
  note      TEXT,
  entry     INTEGER NOT NULL,
  PRIMARY KEY (person_id, flag)
) STRICT, WITHOUT ROWID;

-- on person.flagged
INSERT INTO p_person_flag (person_id, flag, since, note, entry)
VALUES (:body ->> 'person_id', :body ->> 'flag', :body ->> 'since', :body ->> 'note', @entry)
    ON CONFLICT DO UPDATE SET since = excluded.since, note = excluded.note, entry = excluded.entry;

-- on person.flag-ended
DELETE FROM p_person_flag WHERE person_id = :body ->> 'person_id' AND flag = :body ->> 'flag';
