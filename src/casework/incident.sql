-- SPDX-License-Identifier: GPL-3.0-or-later
-- incident: what happened, to whom, told to whom, decided how; and which other
-- cases (devices, searches, referrals) hang on it.  Amendments change the
-- row here; old and new stay in the journal.
-- tables
CREATE TABLE p_incident (
  id                 TEXT PRIMARY KEY,
  entry              INTEGER NOT NULL,
  reference          TEXT NOT NULL,
  title              TEXT NOT NULL,
  category           TEXT NOT NULL,
  four_c             TEXT,
  occurred_at        INTEGER NOT NULL,
  precision          TEXT NOT NULL,
  occurred_words     TEXT,
  recorded_at        INTEGER NOT NULL,
  recorded_by        TEXT NOT NULL,
  recorded_by_id     TEXT NOT NULL,
  location           TEXT NOT NULL,
  location_note      TEXT,
  site               TEXT NOT NULL,
  offsite_tests      TEXT,
  channel            TEXT NOT NULL,
  told_by            TEXT,
  narrative          TEXT NOT NULL,
  child_words        TEXT,
  danger             TEXT NOT NULL,
  danger_done        TEXT,
  indecent_image     TEXT NOT NULL,
  equipment          TEXT,
  policy_routes      TEXT,
  external_reference TEXT,
  procedure          TEXT,
  procedure_title    TEXT,
  procedure_pack     TEXT,
  procedure_version  TEXT,
  debriefed_at       INTEGER,
  debrief_waived     INTEGER,
  lessons            TEXT,
  changes            TEXT,
  debrief_present    TEXT,
  debrief_reason     TEXT,
  closed_at          INTEGER,
  closed_by          TEXT,
  outcomes           TEXT,
  sanctions          TEXT,
  support            TEXT,
  summary            TEXT,
  reopened_at        INTEGER,
  amended_at         INTEGER,
  amended_by         TEXT,
  touched_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX p_incident_list ON p_incident (entry, id, occurred_at, category, closed_at);
CREATE INDEX p_incident_by_occurred ON p_incident (occurred_at);
CREATE INDEX p_incident_open ON p_incident (entry) WHERE closed_at IS NULL;

CREATE TABLE p_incident_person (
  incident_id TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  position    INTEGER NOT NULL,
  name        TEXT NOT NULL,
  sort        TEXT NOT NULL,
  role        TEXT NOT NULL,
  year_group  TEXT,
  told_entry  INTEGER,
  PRIMARY KEY (incident_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX p_incident_person_by_person ON p_incident_person (person_id);

CREATE TABLE p_parent_told (
  entry       INTEGER PRIMARY KEY,
  incident_id TEXT NOT NULL,
  person_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  told        INTEGER NOT NULL,
  whom        TEXT,
  by_whom     TEXT,
  told_at     INTEGER,
  how         TEXT,
  reply       TEXT,
  reason_not  TEXT,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX p_parent_told_by_incident ON p_parent_told (incident_id);

CREATE TABLE p_decision (
  entry       INTEGER PRIMARY KEY,
  incident_id TEXT NOT NULL,
  question    TEXT NOT NULL,
  decision    TEXT NOT NULL,
  reason      TEXT NOT NULL,
  decided_at  INTEGER NOT NULL,
  decided_by  TEXT NOT NULL
) STRICT;
CREATE INDEX p_decision_by_incident ON p_decision (incident_id);

-- Which case hangs on which incident: a case of its own hangs on itself.
CREATE TABLE p_case_link (
  case_id TEXT PRIMARY KEY,
  root    TEXT NOT NULL,
  noun    TEXT NOT NULL,
  reference TEXT,
  hold    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX p_case_link_by_root ON p_case_link (root);

-- What has been done in each case, first and last: the steps of a procedure
-- that are done by an act look here.
CREATE TABLE p_case_act (
  root        TEXT NOT NULL,
  case_id     TEXT NOT NULL,
  kind        TEXT NOT NULL,
  first_entry INTEGER NOT NULL,
  last_entry  INTEGER NOT NULL,
  done_at     INTEGER NOT NULL,
  done_by     TEXT NOT NULL,
  times       INTEGER NOT NULL,
  PRIMARY KEY (root, kind, case_id)
) STRICT, WITHOUT ROWID;

-- on incident.recorded device.confiscated search.requested referral.begun
INSERT INTO p_case_link (case_id, root, noun, reference, hold)
VALUES (:case_id,
        coalesce (:body ->> 'incident_id', (SELECT root FROM p_case_link WHERE case_id = :body ->> 'device_id'), :case_id),
        substr (:kind, 1, instr (:kind, '.') - 1), :body ->> 'reference', :body ->> 'hold');

-- on * about a case
-- A decision in the incident itself that nobody outside need know stands for a
-- referral declined.
INSERT INTO p_case_act (root, case_id, kind, first_entry, last_entry, done_at, done_by, times)
SELECT root, :case_id,
       CASE WHEN :kind = 'incident.decided' AND :body ->> 'question' = 'not-referred' THEN 'referral.declined' ELSE :kind END,
       @entry, @entry, CASE WHEN json_type (:body, '$.at') = 'integer' THEN :body ->> 'at' ELSE @at END,
       :body ->> '$.author.name', 1
  FROM p_case_link WHERE case_id = :case_id
    ON CONFLICT DO UPDATE SET last_entry = @entry, times = times + 1;
UPDATE p_incident SET touched_at = @at
 WHERE id = (SELECT root FROM p_case_link WHERE case_id = :case_id);

-- on incident.recorded
INSERT INTO p_incident (id, entry, reference, title, category, four_c, occurred_at, precision, occurred_words,
                        recorded_at, recorded_by, recorded_by_id, location, location_note, site, offsite_tests,
                        channel, told_by, narrative, child_words, danger, danger_done, indecent_image, equipment,
                        policy_routes, external_reference, touched_at)
VALUES (:case_id, @entry, :body ->> 'reference', :body ->> 'title', :body ->> 'category', :body ->> 'four_c',
        :body ->> 'occurred_at', :body ->> 'precision', :body ->> 'occurred_words',
        @at, :body ->> '$.author.name', :author, :body ->> 'location', :body ->> 'location_note', :body ->> 'site',
        :body ->> 'offsite_tests', :body ->> 'channel', :body ->> 'told_by', :body ->> 'narrative',
        :body ->> 'child_words', :body ->> 'danger', :body ->> 'danger_done', :body ->> 'indecent_image',
        :body ->> 'equipment', :body ->> 'policy_routes', :body ->> 'external_reference', @at);
INSERT INTO p_incident_person (incident_id, person_id, position, name, sort, role, year_group)
SELECT :case_id, value ->> 'person_id', key + 1, value ->> 'name', value ->> 'sort', value ->> 'role',
       value ->> 'year_group'
  FROM json_each (:body, '$.people');

-- on incident.amended
UPDATE p_incident SET
  amended_at = @at,
  amended_by = :body ->> '$.author.name',
  title = coalesce (changed.fields ->> 'title', title),
  category = coalesce (changed.fields ->> 'category', category),
  four_c = coalesce (changed.fields ->> 'four_c', four_c),
  occurred_at = coalesce (changed.fields ->> 'occurred_at', occurred_at),
  precision = coalesce (changed.fields ->> 'precision', precision),
  occurred_words = coalesce (changed.fields ->> 'occurred_words', occurred_words),
  location = coalesce (changed.fields ->> 'location', location),
  location_note = coalesce (changed.fields ->> 'location_note', location_note),
  site = coalesce (changed.fields ->> 'site', site),
  offsite_tests = coalesce (changed.fields ->> 'offsite_tests', offsite_tests),
  channel = coalesce (changed.fields ->> 'channel', channel),
  told_by = coalesce (changed.fields ->> 'told_by', told_by),
  narrative = coalesce (changed.fields ->> 'narrative', narrative),
  child_words = coalesce (changed.fields ->> 'child_words', child_words),
  danger = coalesce (changed.fields ->> 'danger', danger),
  danger_done = coalesce (changed.fields ->> 'danger_done', danger_done),
  indecent_image = coalesce (changed.fields ->> 'indecent_image', indecent_image),
  equipment = coalesce (changed.fields ->> 'equipment', equipment),
  policy_routes = coalesce (changed.fields ->> 'policy_routes', policy_routes),
  external_reference = coalesce (changed.fields ->> 'external_reference', external_reference)
  FROM (SELECT json_group_object (value ->> 'field', value -> 'new') AS fields FROM json_each (:body, '$.changes')) AS changed
 WHERE id = :case_id;

-- on incident.person-added
INSERT INTO p_incident_person (incident_id, person_id, position, name, sort, role, year_group)
SELECT :case_id, :body ->> 'person_id', 1 + (SELECT count (*) FROM p_incident_person WHERE incident_id = :case_id),
       :body ->> 'name', :body ->> 'sort', :body ->> 'role', :body ->> 'year_group';

-- on incident.person-role
UPDATE p_incident_person SET role = :body ->> 'new'
 WHERE incident_id = :case_id AND person_id = :body ->> 'person_id';

-- on incident.parent-told
INSERT INTO p_parent_told (entry, incident_id, person_id, name, told, whom, by_whom, told_at, how, reply, reason_not,
                           recorded_at, recorded_by)
VALUES (@entry, :case_id, :body ->> 'person_id', :body ->> 'name', :body ->> 'told', :body ->> 'whom', :body ->> 'by',
        :body ->> 'at', :body ->> 'how', :body ->> 'reply', :body ->> 'reason_not', @at, :body ->> '$.author.name');
UPDATE p_incident_person SET told_entry = @entry
 WHERE incident_id = :case_id AND person_id = :body ->> 'person_id';

-- on incident.decided
INSERT INTO p_decision (entry, incident_id, question, decision, reason, decided_at, decided_by)
VALUES (@entry, :case_id, :body ->> 'question', :body ->> 'decision', :body ->> 'reason', @at, :body ->> '$.author.name');

-- on incident.debriefed
UPDATE p_incident SET debriefed_at = @at, debrief_waived = :body ->> 'waived', lessons = :body ->> 'lessons',
       changes = :body ->> 'changes', debrief_present = :body ->> 'present', debrief_reason = :body ->> 'reason'
 WHERE id = :case_id;

-- on incident.closed
UPDATE p_incident SET closed_at = @at, closed_by = :body ->> '$.author.name', outcomes = :body ->> 'outcomes',
       sanctions = :body ->> 'sanctions', support = :body ->> 'support', summary = :body ->> 'summary'
 WHERE id = :case_id;

-- on incident.reopened
UPDATE p_incident SET closed_at = NULL, closed_by = NULL, reopened_at = @at WHERE id = :case_id;

-- on procedure.begun
UPDATE p_incident SET procedure = :body ->> 'procedure', procedure_title = :body ->> 'title',
       procedure_pack = :body ->> 'pack', procedure_version = :body ->> 'version'
 WHERE id = :case_id;
