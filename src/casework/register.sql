-- SPDX-License-Identifier: GPL-3.0-or-later
-- register: the entries of all registers, their answers for lists and filters,
-- what happened to each, and who approved what.  State, due day and the words
-- of every answer were computed by the act and signed with it.

-- tables
CREATE TABLE p_register (
  id          TEXT PRIMARY KEY,
  entry       INTEGER NOT NULL,
  register_id TEXT NOT NULL,
  title       TEXT NOT NULL,
  line        TEXT,
  state       TEXT NOT NULL,             -- "asked" "approved" "recorded" "declined" "replaced" "ended"
  person_id   TEXT,
  person      TEXT,
  answers     TEXT NOT NULL,             -- JSON: field -> value
  lines       TEXT NOT NULL,             -- JSON: rows of label and words, as they were said then
  series      TEXT,
  approver    TEXT,
  due         TEXT,
  due_rule    TEXT,
  remind      TEXT,
  entered_at  INTEGER NOT NULL,
  entered_by  TEXT,
  asked_by_id TEXT NOT NULL,             -- who entered or last changed it
  asked_by    TEXT,
  asked_at    INTEGER NOT NULL,
  approved_at INTEGER,
  approved_by TEXT,
  ended_on    TEXT,
  reason      TEXT                       -- why it was declined or ended
) STRICT;
CREATE INDEX p_register_list ON p_register (register_id, entry);
CREATE INDEX p_register_by_state ON p_register (register_id, state);
CREATE INDEX p_register_by_due ON p_register (remind) WHERE remind IS NOT NULL;
CREATE INDEX p_register_asked ON p_register (asked_at) WHERE state = 'asked';
CREATE INDEX p_register_by_person ON p_register (person_id);
CREATE TABLE p_register_value (
  item_id TEXT NOT NULL,
  field   TEXT NOT NULL,
  value   TEXT,
  PRIMARY KEY (item_id, field)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_register_value_by_value ON p_register_value (field, value);
CREATE TABLE p_register_move (
  entry     INTEGER PRIMARY KEY,
  item_id   TEXT NOT NULL,
  kind      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  by_id     TEXT NOT NULL,
  by_name   TEXT,
  part      TEXT,
  reason    TEXT,
  changes   TEXT                         -- JSON: rows of label, old, new
) STRICT;
CREATE INDEX p_register_move_by_item ON p_register_move (item_id, entry);
CREATE TABLE p_register_approval (
  entry      INTEGER PRIMARY KEY,
  item_id    TEXT NOT NULL,
  member_id  TEXT NOT NULL,
  member     TEXT,
  part       TEXT NOT NULL,
  at         INTEGER NOT NULL,
  condition  TEXT,
  sheet      TEXT NOT NULL,
  sheet_hash TEXT NOT NULL,
  pack_hash  TEXT NOT NULL,
  void       INTEGER NOT NULL            -- changed after it was given
) STRICT;
CREATE INDEX p_register_approval_by_item ON p_register_approval (item_id);
-- What is advice or an action of a case stands in its register too, and is kept once.
CREATE VIEW p_register_all AS
SELECT id, entry, register_id, title, line, state, person_id, person, answers, lines, approver, due, due_rule, remind,
       entered_at, entered_by, asked_by_id, asked_by, asked_at, approved_at, approved_by, ended_on, reason,
       NULL AS case_id
  FROM p_register
 UNION ALL
SELECT 'advice:' || entry, entry, 'advice', question, advice, 'recorded', NULL, person,
       json_object ('agency', agency, 'decision', decision), '[]', NULL, NULL, NULL, NULL, sought_at, recorded_by, '',
       recorded_by, sought_at, NULL, NULL, NULL, NULL, case_id
  FROM p_advice
 UNION ALL
SELECT 'action:' || action_id, entry, 'actions', what, owner, iif (done_at IS NULL, 'recorded', 'ended'), owner_id,
       owner, json_object ('owner', owner_id, 'owner_name', owner, 'by', due), '[]', NULL, due, NULL, NULL, set_at,
       set_by, '', set_by, set_at, NULL, NULL, NULL, note, case_id
  FROM p_action;

-- on register.entered
INSERT INTO p_register (id, entry, register_id, title, line, state, person_id, person, answers, lines, series, approver, due, due_rule,
                        remind, entered_at, entered_by, asked_by_id, asked_by, asked_at)
VALUES (:body ->> 'item_id', @entry, :body ->> 'register', :body ->> 'title', :body ->> 'line', :body ->> 'state',
        :body ->> 'person_id', :body ->> 'person', :body -> 'values', :body -> 'lines', :body ->> 'series',
        :body ->> 'approver', :body ->> 'due', :body ->> 'due_rule', :body ->> 'remind', @at,
        -- who wrote it outside, without a key (outer.h), when another took it up
        coalesce (:body ->> '$.written.name', :body ->> '$.author.name'), coalesce (:body ->> '$.written.by', :author),
        coalesce (:body ->> '$.written.name', :body ->> '$.author.name'), @at)
ON CONFLICT (id) DO NOTHING;

-- on register.changed register.renewed
UPDATE p_register
   SET title = :body ->> 'title', line = :body ->> 'line', state = :body ->> 'state', person_id = :body ->> 'person_id',
       person = :body ->> 'person', answers = :body -> 'values', lines = :body -> 'lines', series = :body ->> 'series',
       approver = :body ->> 'approver', due = :body ->> 'due', due_rule = :body ->> 'due_rule', remind = :body ->> 'remind',
       asked_by_id = iif (:body ->> 'state' = 'asked', :author, asked_by_id),
       asked_by = iif (:body ->> 'state' = 'asked', :body ->> '$.author.name', asked_by),
       asked_at = iif (:body ->> 'state' = 'asked', @at, asked_at),
       approved_at = iif (:body ->> 'state' = 'asked', NULL, approved_at),
       approved_by = iif (:body ->> 'state' = 'asked', NULL, approved_by)
 WHERE id = :body ->> 'item_id';
UPDATE p_register_approval SET void = 1 WHERE item_id = :body ->> 'item_id' AND :body ->> 'state' = 'asked';

-- on register.entered register.changed register.renewed
DELETE FROM p_register_value WHERE item_id = :body ->> 'item_id';
INSERT INTO p_register_value (item_id, field, value)
SELECT :body ->> 'item_id', v.key, iif (v.type IN ('true', 'false'), iif (v.type = 'true', 'yes', 'no'), CAST (v.value AS TEXT))
  FROM json_each (:body -> 'values') AS v;

-- on register.approved
INSERT INTO p_register_approval (entry, item_id, member_id, member, part, at, condition, sheet, sheet_hash, pack_hash, void)
VALUES (@entry, :body ->> 'item_id', :author, :body ->> '$.author.name', :body ->> 'part', @at, :body ->> 'condition',
        :body -> 'sheet', :body ->> 'sheet_hash', :body ->> 'pack_hash', 0);
UPDATE p_register
   SET state = :body ->> 'state', approved_at = iif (:body ->> 'state' = 'approved', @at, NULL),
       approved_by = iif (approved_by IS NULL, '', approved_by || ', ') || (:body ->> '$.author.name')
 WHERE id = :body ->> 'item_id';

-- on register.declined
UPDATE p_register SET state = 'declined', reason = :body ->> 'reason', due = NULL, remind = NULL WHERE id = :body ->> 'item_id';

-- on register.called
UPDATE p_register SET due = :body ->> 'due', due_rule = :body ->> 'due_rule', remind = :body ->> 'remind'
 WHERE id = :body ->> 'item_id';

-- on register.ended
UPDATE p_register SET state = 'ended', ended_on = :body ->> 'on', reason = :body ->> 'reason', due = NULL, remind = NULL
 WHERE id = :body ->> 'item_id';

-- on register.entered register.approved register.changed register.renewed
UPDATE p_register SET state = 'replaced', remind = NULL
 WHERE state IN ('approved', 'recorded') AND id <> :body ->> 'item_id' AND series IS NOT NULL
   AND (register_id, series) IN (SELECT n.register_id, n.series FROM p_register AS n
                               WHERE n.id = :body ->> 'item_id' AND n.state IN ('approved', 'recorded'));

-- on register.entered register.changed register.renewed register.approved register.declined register.called register.ended
INSERT INTO p_register_move (entry, item_id, kind, at, by_id, by_name, part, reason, changes)
VALUES (@entry, :body ->> 'item_id', :kind, @at, coalesce (:body ->> '$.written.by', :author),
        coalesce (:body ->> '$.written.name', :body ->> '$.author.name'), :body ->> 'part',
        coalesce (:body ->> 'reason', :body ->> 'condition'), :body -> 'changes');
