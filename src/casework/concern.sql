-- SPDX-License-Identifier: GPL-3.0-or-later
-- concern: concerns about staff.  These rows are only ever in memory: what
-- they come from is sealed (seal.sql).

-- tables
CREATE TABLE p_concern (
  id              TEXT PRIMARY KEY,
  entry           INTEGER NOT NULL,
  reference       TEXT NOT NULL,
  state           TEXT NOT NULL,           -- "open" "closed"
  level           TEXT,                    -- "allegation" "low-level"; NULL: not yet asked
  lado            INTEGER,                 -- must the LADO be told, as it was assessed
  basis           TEXT,                    -- why: "limb" "unknown" "online" "below"
  person_id       TEXT NOT NULL,
  person          TEXT NOT NULL,
  person_role     TEXT NOT NULL,
  title           TEXT NOT NULL,
  narrative       TEXT NOT NULL,
  context         TEXT,
  occurred_at     INTEGER NOT NULL,
  precision       TEXT NOT NULL,
  occurred_words  TEXT,
  place           TEXT NOT NULL,
  noticed_at      INTEGER NOT NULL,
  online          INTEGER NOT NULL,
  told_by         TEXT NOT NULL,
  anonymous       INTEGER,
  own_words       TEXT,
  self_reported   INTEGER NOT NULL,
  children        TEXT,
  danger          TEXT NOT NULL,
  danger_done     TEXT,
  route           TEXT,                    -- "headteacher" "chair" "lado"
  conflict_reason TEXT,
  incident_reference TEXT,
  recorded_at     INTEGER NOT NULL,
  recorded_by     TEXT,
  harmed          TEXT,
  offence         TEXT,
  risk            TEXT,
  unsuitable      TEXT,
  assessed_at     INTEGER,
  assessed_by     TEXT,
  assess_reason   TEXT,
  manager_id      TEXT,
  manager         TEXT,
  welfare_id      TEXT,
  welfare         TEXT,
  person_told_at  INTEGER,
  parents         INTEGER NOT NULL DEFAULT 0, -- answers about parents
  measure         TEXT,
  measure_reason  TEXT,
  considered      TEXT,
  dealt_at        INTEGER,
  dealt           TEXT,
  pattern         TEXT,
  pattern_reason  TEXT,
  pattern_at      INTEGER,
  lado_at         INTEGER,
  lado_officer    TEXT,
  lado_reference  TEXT,
  lado_advice     TEXT,
  lado_decision   TEXT,
  outcome         TEXT,
  outcome_reason  TEXT,
  concluded_at    INTEGER,
  in_references   INTEGER,
  keep_until      TEXT,
  keep_rule       TEXT,
  lessons         TEXT,
  cleared_on      TEXT,
  cleared_by      TEXT,
  kept_at_request INTEGER,
  closed_at       INTEGER,
  closed_by       TEXT,
  closing         TEXT
) STRICT;
CREATE INDEX p_concern_list ON p_concern (entry, id, state);
CREATE INDEX p_concern_by_person ON p_concern (person_id);

-- on concern.recorded
INSERT INTO p_concern (id, entry, reference, state, person_id, person, person_role, title, narrative, context, occurred_at,
                       precision, occurred_words, place, noticed_at, online, told_by, anonymous, own_words, self_reported,
                       children, danger, danger_done, route, conflict_reason, incident_reference, recorded_at, recorded_by)
VALUES (:case_id, @entry, :body ->> 'reference', 'open', :body ->> 'person_id', :body ->> 'person', :body ->> 'person_role',
        :body ->> 'title', :body ->> 'narrative', :body ->> 'context', :body ->> 'occurred_at', :body ->> 'precision',
        :body ->> 'occurred_words', :body ->> 'place', :body ->> 'noticed_at', :body ->> 'online', :body ->> 'told_by',
        :body ->> 'anonymous', :body ->> 'own_words', :body ->> 'self_reported', :body ->> 'children', :body ->> 'danger',
        :body ->> 'danger_done', :body ->> 'route', :body ->> 'conflict_reason', :body ->> 'incident_reference', @at,
        :body ->> '$.author.name');

-- on concern.assessed
UPDATE p_concern SET level = :body ->> 'level', lado = :body ->> 'lado', basis = :body ->> 'basis', harmed = :body ->> 'harmed',
       offence = :body ->> 'offence', risk = :body ->> 'risk', unsuitable = :body ->> 'unsuitable', assessed_at = @at,
       assessed_by = :body ->> '$.author.name', assess_reason = :body ->> 'reason'
 WHERE id = :case_id;

-- on concern.lado-told
UPDATE p_concern SET lado_at = :body ->> 'at', lado_officer = :body ->> 'officer', lado_reference = :body ->> 'reference',
       lado_advice = :body ->> 'advice', lado_decision = :body ->> 'decision'
 WHERE id = :case_id;

-- on concern.manager-named
UPDATE p_concern SET manager_id = :body ->> 'person_id', manager = :body ->> 'name' WHERE id = :case_id;

-- on concern.welfare-named
UPDATE p_concern SET welfare_id = :body ->> 'person_id', welfare = :body ->> 'name' WHERE id = :case_id;

-- on concern.person-told
UPDATE p_concern SET person_told_at = :body ->> 'at' WHERE id = :case_id;

-- on concern.parent-told
UPDATE p_concern SET parents = parents + 1 WHERE id = :case_id;

-- on concern.measure-decided
UPDATE p_concern SET measure = :body ->> 'measure', measure_reason = :body ->> 'reason', considered = :body ->> 'considered'
 WHERE id = :case_id;

-- on concern.dealt-with
UPDATE p_concern SET dealt_at = :body ->> 'at', dealt = :body ->> 'done' WHERE id = :case_id;

-- on concern.pattern-reviewed
UPDATE p_concern SET pattern = :body ->> 'conclusion', pattern_reason = :body ->> 'reason', pattern_at = @at WHERE id = :case_id;

-- on concern.concluded
UPDATE p_concern SET outcome = :body ->> 'outcome', outcome_reason = :body ->> 'reason', concluded_at = @at,
       in_references = :body ->> 'in_references', keep_until = :body ->> 'keep_until', keep_rule = :body ->> 'keep_rule',
       lessons = :body ->> 'lessons', cleared_on = NULL
 WHERE id = :case_id;

-- on concern.file-cleared
UPDATE p_concern SET cleared_on = :body ->> 'on', cleared_by = :body ->> 'by', kept_at_request = :body ->> 'kept_at_request'
 WHERE id = :case_id;

-- on concern.closed
UPDATE p_concern SET state = 'closed', closed_at = @at, closed_by = :body ->> '$.author.name', closing = :body ->> 'summary'
 WHERE id = :case_id;

-- on concern.reopened
UPDATE p_concern SET state = 'open', closed_at = NULL WHERE id = :case_id;

-- on referral.made
UPDATE p_clock SET stopped_at = :body ->> 'at', stopped_entry = @entry
 WHERE stopped_at IS NULL AND clock = 'concern.lado'
   AND case_id = (SELECT concern_id FROM p_referral WHERE id = :case_id AND agency = 'lado');
