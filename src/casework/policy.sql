-- SPDX-License-Identifier: GPL-3.0-or-later
-- policy: what the school decided where its policy is silent.  Which packs were
-- adopted is in member.sql, beside the school.
-- tables
CREATE TABLE p_policy_decision (
  entry    INTEGER PRIMARY KEY,
  rule     TEXT NOT NULL,
  question TEXT NOT NULL,
  value    TEXT NOT NULL,
  answer   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  pack     TEXT NOT NULL,
  at       INTEGER NOT NULL,
  by       TEXT NOT NULL
) STRICT;

-- on policy.decided
INSERT INTO p_policy_decision (entry, rule, question, value, answer, reason, pack, at, by)
VALUES (@entry, :body ->> 'rule', :body ->> 'question', :body ->> 'value', :body ->> 'answer', :body ->> 'reason',
        :body ->> 'pack', @at, :body ->> '$.author.name');
