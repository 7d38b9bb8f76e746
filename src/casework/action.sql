-- SPDX-License-Identifier: GPL-3.0-or-later
-- action: what was learnt and must now change, with its owner and its day.
-- tables
CREATE TABLE p_action (
  action_id TEXT PRIMARY KEY,
  case_id   TEXT NOT NULL,
  entry     INTEGER NOT NULL,
  what      TEXT NOT NULL,
  owner_id  TEXT,
  owner     TEXT NOT NULL,
  due       TEXT NOT NULL,
  set_at    INTEGER NOT NULL,
  set_by    TEXT NOT NULL,
  done_at   INTEGER,
  done_by   TEXT,
  note      TEXT
) STRICT;
CREATE INDEX p_action_by_case ON p_action (case_id);
CREATE INDEX p_action_open ON p_action (due) WHERE done_at IS NULL;

-- on action.set
INSERT INTO p_action (action_id, case_id, entry, what, owner_id, owner, due, set_at, set_by)
VALUES (:body ->> 'action_id', :case_id, @entry, :body ->> 'what', :body ->> 'owner_id', :body ->> 'owner',
        :body ->> 'due', @at, :body ->> '$.author.name');

-- on action.done
UPDATE p_action SET done_at = @at, done_by = :body ->> '$.author.name', note = :body ->> 'note'
 WHERE action_id = :body ->> 'action_id';
