-- SPDX-License-Identifier: GPL-3.0-or-later
-- same: which records of people are one person, and which were looked at and are
-- two.  A pair stands once, the smaller id first, so that it doesn't matter from
-- which side it was linked.

-- tables
CREATE TABLE p_person_link (
  one    TEXT NOT NULL,
  other  TEXT NOT NULL,
  same   INTEGER NOT NULL,                -- 1: one person; 0: two
  entry  INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  by     TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_person_link_by_other ON p_person_link (other);

-- on person.linked person.told-apart
INSERT INTO p_person_link (one, other, same, entry, at, by, reason)
VALUES (min (:body ->> 'person_id', :body ->> 'other_id'), max (:body ->> 'person_id', :body ->> 'other_id'),
        :kind = 'person.linked', @entry, @at, coalesce (:body ->> '$.author.name', ''), :body ->> 'reason')
    ON CONFLICT DO UPDATE SET same = excluded.same, entry = excluded.entry, at = excluded.at, by = excluded.by,
       reason = excluded.reason;

-- on person.unlinked
DELETE FROM p_person_link
 WHERE one = min (:body ->> 'person_id', :body ->> 'other_id') AND other = max (:body ->> 'person_id', :body ->> 'other_id');
