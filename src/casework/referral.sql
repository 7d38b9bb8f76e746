-- SPDX-License-Identifier: GPL-3.0-or-later
-- referral: what was passed on to whom, or not, and what came back.

-- tables
CREATE TABLE p_referral (
  id               TEXT PRIMARY KEY,
  entry            INTEGER NOT NULL,
  reference        TEXT NOT NULL,
  state            TEXT NOT NULL,          -- "begun" "made" "declined" "answered" "closed"
  agency           TEXT NOT NULL,
  incident_id      TEXT,
  subject_id       TEXT,
  subject          TEXT,
  subject_role     TEXT,
  noticed_at       INTEGER NOT NULL,
  limbs            TEXT,
  summary          TEXT NOT NULL,
  urgency          TEXT,
  children         TEXT,
  begun_at         INTEGER NOT NULL,
  begun_by         TEXT,
  made_at          INTEGER,
  route            TEXT,
  made_by_id       TEXT,
  made_by          TEXT,
  spoke_to         TEXT,
  made_reference   TEXT,
  advice           TEXT,
  declined_at      INTEGER,
  declined_by      TEXT,
  declined_reason  TEXT,
  advice_from      TEXT,
  answered_at      INTEGER,
  outcome          TEXT,
  answer           TEXT,
  answer_reference TEXT,
  closed_at        INTEGER,
  closed_by        TEXT,
  closing          TEXT,
  concern_id       TEXT
) STRICT;
CREATE INDEX p_referral_list ON p_referral (entry, id, state, agency);
CREATE INDEX p_referral_by_incident ON p_referral (incident_id);
CREATE TABLE p_referral_item (
  referral_id TEXT NOT NULL,
  item        TEXT NOT NULL,
  title       TEXT NOT NULL,
  value       TEXT,
  ready       INTEGER NOT NULL,
  filled_at   INTEGER NOT NULL,
  filled_by   TEXT,
  PRIMARY KEY (referral_id, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE p_consultation (
  entry       INTEGER PRIMARY KEY,
  referral_id TEXT NOT NULL,
  agency      TEXT NOT NULL,
  person      TEXT NOT NULL,
  at          INTEGER NOT NULL,
  advice      TEXT NOT NULL,
  recorded_by TEXT
) STRICT;
CREATE INDEX p_consultation_by_referral ON p_consultation (referral_id);

-- on referral.begun
INSERT INTO p_referral (id, entry, reference, state, agency, incident_id, subject_id, subject, subject_role, noticed_at, limbs, summary,
                        urgency, children, begun_at, begun_by, concern_id)
VALUES (:case_id, @entry, :body ->> 'reference', 'begun', :body ->> 'agency', :body ->> 'incident_id', :body ->> 'subject_id',
        :body ->> 'subject', :body ->> 'subject_role', :body ->> 'noticed_at', :body ->> 'limbs', :body ->> 'summary', :body ->> 'urgency',
        :body ->> 'children', @at, :body ->> '$.author.name', :body ->> 'concern_id');

-- on referral.item
INSERT INTO p_referral_item (referral_id, item, title, value, ready, filled_at, filled_by)
VALUES (:case_id, :body ->> 'item', :body ->> 'title', :body ->> 'value', :body ->> 'ready', @at, :body ->> '$.author.name')
ON CONFLICT (referral_id, item) DO UPDATE SET title = excluded.title, value = excluded.value, ready = excluded.ready,
                                              filled_at = excluded.filled_at, filled_by = excluded.filled_by;

-- on referral.consulted
INSERT INTO p_consultation (entry, referral_id, agency, person, at, advice, recorded_by)
VALUES (@entry, :case_id, :body ->> 'agency', :body ->> 'person', :body ->> 'at', :body ->> 'advice', :body ->> '$.author.name');

-- on referral.made
UPDATE p_referral SET state = 'made', made_at = :body ->> 'at', route = :body ->> 'route', made_by_id = :body ->> 'by_id',
       made_by = :body ->> 'by', spoke_to = :body ->> 'spoke_to', made_reference = :body ->> 'reference', advice = :body ->> 'advice'
 WHERE id = :case_id;

-- on referral.declined
UPDATE p_referral SET state = 'declined', declined_at = @at, declined_by = :body ->> '$.author.name', declined_reason = :body ->> 'reason',
       advice_from = :body ->> 'advice_from'
 WHERE id = :case_id;

-- on referral.answered
UPDATE p_referral SET state = 'answered', answered_at = :body ->> 'at', outcome = :body ->> 'outcome', answer = :body ->> 'words',
       answer_reference = :body ->> 'reference'
 WHERE id = :case_id;

-- on referral.closed
UPDATE p_referral SET state = 'closed', closed_at = @at, closed_by = :body ->> '$.author.name', closing = :body ->> 'summary'
 WHERE id = :case_id;
