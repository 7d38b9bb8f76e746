-- SPDX-License-Identifier: GPL-3.0-or-later
-- procedure: the steps of each procedure as they stood when it began, and
-- which of them were ticked or set aside.  A step that an act does by itself
-- is settled through p_case_act (incident.sql).
-- tables
CREATE TABLE p_step (
  case_id       TEXT NOT NULL,
  procedure     TEXT NOT NULL,
  step          TEXT NOT NULL,
  position      INTEGER NOT NULL,
  title         TEXT NOT NULL,
  who           TEXT,
  detail        TEXT,
  clock         TEXT,
  starts        TEXT,
  basis         TEXT,
  obligations   TEXT,
  act           TEXT,
  needs         TEXT,
  may_set_aside INTEGER NOT NULL,
  closes        INTEGER NOT NULL,
  applies       TEXT,                      -- facts, one of which must be so; the condition
  asks          TEXT,
  agency        TEXT,
  must_if       TEXT,
  question      TEXT,
  wants_note    INTEGER NOT NULL,
  gated         INTEGER NOT NULL,
  begun_at      INTEGER NOT NULL,
  PRIMARY KEY (case_id, procedure, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE p_step_mark (
  case_id   TEXT NOT NULL,
  step      TEXT NOT NULL,
  entry     INTEGER NOT NULL,
  set_aside INTEGER NOT NULL,
  done_at   INTEGER NOT NULL,
  done_by   TEXT NOT NULL,
  note      TEXT,
  answer    TEXT,
  PRIMARY KEY (case_id, step)
) STRICT, WITHOUT ROWID;

-- on procedure.begun
INSERT OR REPLACE INTO p_step (case_id, procedure, step, position, title, who, detail, clock, starts, basis, obligations,
                               act, needs, may_set_aside, closes, applies, asks, agency, must_if, question, wants_note,
                               gated, begun_at)
SELECT :case_id, :body ->> 'procedure', value ->> 'step', key + 1, value ->> 'title', value ->> 'who',
       value ->> 'detail', value ->> 'clock', value ->> 'from', value ->> 'basis', value ->> 'obligations',
       value ->> 'act', value ->> 'needs', value ->> 'may_set_aside', value ->> 'closes',
       value ->> 'when', value ->> 'asks', value ->> 'agency', value ->> 'must_if', value ->> 'question',
       coalesce (value ->> 'wants_note', 0), coalesce (value ->> 'gated', 0), @at
  FROM json_each (:body, '$.steps');

-- on step.done
INSERT OR REPLACE INTO p_step_mark (case_id, step, entry, set_aside, done_at, done_by, note, answer)
VALUES (:case_id, :body ->> 'step', @entry, 0, :body ->> 'at', coalesce (:body ->> 'who', :body ->> '$.author.name'),
        :body ->> 'note', :body ->> 'answer');

-- on step.set-aside
INSERT OR REPLACE INTO p_step_mark (case_id, step, entry, set_aside, done_at, done_by, note)
VALUES (:case_id, :body ->> 'step', @entry, 1, @at, :body ->> '$.author.name', :body ->> 'reason');

-- on step.taken-back
DELETE FROM p_step_mark WHERE case_id = :case_id AND step = :body ->> 'step';

-- on * about a case
-- A clock "step.ID" of this case, or of one that hangs on the same incident, stops
-- when its step is settled, whoever's act settled it.
SELECT 1 FROM p_clock
 WHERE root = (SELECT root FROM p_case_link WHERE case_id = :case_id) AND stopped_at IS NULL AND clock GLOB 'step.*' LIMIT 1;
UPDATE p_clock SET stopped_entry = @entry,
       stopped_at = CASE WHEN json_type (:body, '$.at') = 'integer' THEN :body ->> 'at' ELSE @at END
 WHERE root = (SELECT root FROM p_case_link WHERE case_id = :case_id) AND stopped_at IS NULL AND clock GLOB 'step.*'
   AND EXISTS
       (SELECT 1 FROM p_step AS s
         WHERE s.case_id = p_clock.root AND s.step = substr (p_clock.clock, 6)
           AND (NOT (s.applies IS NULL
                 OR EXISTS (SELECT 1 FROM p_incident AS f WHERE f.id = s.case_id
                              AND ((f.indecent_image <> 'no' AND instr (' ' || s.applies || ' ', ' image '))
                                   OR (f.danger <> 'no' AND instr (' ' || s.applies || ' ', ' danger '))
                                   OR instr (' ' || s.applies || ' ', ' category:' || f.category || ' ')
                                   OR instr (' ' || s.applies || ' ', ' site:' || f.site || ' ')
                                   OR instr (' ' || s.applies || ' ', ' channel:' || f.channel || ' ')
                                   OR instr (' ' || s.applies || ' ', ' equipment:' || f.equipment || ' ')))
                 OR EXISTS (SELECT 1 FROM p_incident_person AS f WHERE f.incident_id = s.case_id
                              AND (instr (' ' || s.applies || ' ', ' sort:' || f.sort || ' ')
                                   OR instr (' ' || s.applies || ' ', ' role:' || f.role || ' ')))
                 OR EXISTS (SELECT 1 FROM p_case_link AS f WHERE f.root = s.case_id
                              AND instr (' ' || s.applies || ' ', ' case:' || f.noun || ' '))
                 OR EXISTS (SELECT 1 FROM p_case_act AS f WHERE f.root = s.case_id
                              AND instr (' ' || s.applies || ' ', ' did:' || f.kind || ' '))
                 OR EXISTS (SELECT 1 FROM p_step_mark AS f WHERE f.case_id = s.case_id AND f.answer IN ('yes', 'unknown')
                              AND instr (' ' || s.applies || ' ', ' answered:' || f.step || ' ')))
                OR (EXISTS (SELECT 1 FROM p_step_mark AS m WHERE m.case_id = s.case_id AND m.step = s.step)
                 OR (s.act IS 'incident.parent-told'
                     AND NOT EXISTS (SELECT 1 FROM p_incident_person AS c WHERE c.incident_id = s.case_id AND c.sort = 'pupil'
                                                                        AND c.told_entry IS NULL))
                 OR (s.question IS NOT NULL
                     AND EXISTS (SELECT 1 FROM p_decision AS d WHERE d.incident_id = s.case_id AND d.question = s.question))
                 OR (s.act IS NOT 'incident.parent-told' AND s.question IS NULL
                     AND EXISTS (SELECT 1 FROM p_case_act AS a
                                  WHERE a.root = s.case_id AND a.times >= iif (a.kind = 'image.deletion-confirmed', 2, 1)
                                    AND instr (' ' || s.act || ' ', ' ' || a.kind || ' ')
                 AND (s.agency IS NULL OR (a.kind = 'referral.declined' AND a.case_id = a.root)
                      OR EXISTS (SELECT 1 FROM p_referral AS r WHERE r.id = a.case_id
                                   AND instr (' ' || s.agency || ' ', ' ' || r.agency || ' '))
                      OR (a.kind = 'advice.sought'
                          AND EXISTS (SELECT 1 FROM p_advice AS v WHERE v.case_id = a.case_id
                                        AND instr (' ' || s.agency || ' ', ' ' || v.agency || ' '))))
                 AND (s.must_if IS NULL OR a.kind <> 'referral.declined'
                      OR NOT EXISTS (SELECT 1 FROM p_step_mark AS q WHERE q.case_id = s.case_id AND q.answer IN ('yes', 'unknown')
                                       AND instr (' ' || s.must_if || ' ', ' ' || q.step || ' '))))))));
