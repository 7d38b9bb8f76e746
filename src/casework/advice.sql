-- SPDX-License-Identifier: GPL-3.0-or-later
-- advice: what another agency was asked, what it said, what was decided on it.
-- tables
CREATE TABLE p_advice (
  entry       INTEGER PRIMARY KEY,
  case_id     TEXT NOT NULL,
  agency      TEXT NOT NULL,
  person      TEXT,
  sought_at   INTEGER NOT NULL,
  question    TEXT NOT NULL,
  advice      TEXT NOT NULL,
  decision    TEXT NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX p_advice_by_case ON p_advice (case_id);

-- on advice.sought
INSERT INTO p_advice (entry, case_id, agency, person, sought_at, question, advice, decision, recorded_by)
VALUES (@entry, :case_id, :body ->> 'agency', :body ->> 'person', :body ->> 'at', :body ->> 'question',
        :body ->> 'advice', :body ->> 'decision', :body ->> '$.author.name');
