-- SPDX-License-Identifier: GPL-3.0-or-later
-- search: the searches of pupils' devices as they stand now.  An amendment
-- changes the row; whether a signature still covers it is reckoned when asked,
-- from the stored sheet and hash (search.c).

-- tables
CREATE TABLE p_search (
  id                   TEXT PRIMARY KEY,
  entry                INTEGER NOT NULL,
  reference            TEXT NOT NULL,
  state                TEXT NOT NULL,      -- "requested" "authorised" "refused" "withdrawn" "carried-out" "closed"
  incident_id          TEXT,
  device_id            TEXT,
  owner_id             TEXT NOT NULL,
  owner                TEXT NOT NULL,
  owner_year           TEXT,
  owner_sex            TEXT,
  device               TEXT NOT NULL,
  scope                TEXT NOT NULL,
  ground               TEXT NOT NULL,
  limb                 TEXT NOT NULL,
  reason               TEXT NOT NULL,
  requester_id         TEXT NOT NULL,
  requester            TEXT NOT NULL,
  searcher_id          TEXT NOT NULL,
  searcher             TEXT NOT NULL,
  searcher_sex         TEXT,
  witness_id           TEXT,
  witness              TEXT,
  witness_sex          TEXT,
  exception            TEXT,
  exception_reason     TEXT,
  consent              TEXT,
  consent_by           TEXT,
  consent_at           INTEGER,
  consent_how          TEXT,
  valid_from           INTEGER NOT NULL,
  valid_until          INTEGER NOT NULL,
  place                TEXT,
  indecent_image       TEXT NOT NULL,
  urgent               INTEGER,
  authority_id         TEXT,
  retrospective        INTEGER NOT NULL,
  carried_at           INTEGER,
  retrospective_reason TEXT,
  requested_at         INTEGER NOT NULL,
  requested_by_id      TEXT NOT NULL,      -- who entered it, not who asked
  requested_by         TEXT,
  amended_at           INTEGER,
  amended_by           TEXT,
  authorised_at        INTEGER,
  authorised_by_id     TEXT,
  authorised_by        TEXT,
  sheet                TEXT,
  sheet_hash           TEXT,
  signed_pack          TEXT,
  signed_pack_hash     TEXT,
  after_the_fact       INTEGER,
  condition            TEXT,
  refused_at           INTEGER,
  refused_by           TEXT,
  refusal              TEXT,
  withdrawn_at         INTEGER,
  withdrawn_by         TEXT,
  withdrawal           TEXT,
  searched_at          INTEGER,
  searched_place       TEXT,
  searched_by_id       TEXT,
  searched_by          TEXT,
  searched_witness_id  TEXT,
  searched_witness     TEXT,
  present              TEXT,
  cooperation          TEXT,
  found                INTEGER,
  found_what           TEXT,
  follow_up            TEXT,
  risk_revealed        INTEGER,
  harm_considered      TEXT,
  beyond_scope         INTEGER,
  beyond_reason        TEXT,
  recorded_at          INTEGER,
  recorded_by          TEXT,
  dsl_at               INTEGER,
  dsl_who              TEXT,
  dsl_how              TEXT,
  parent_told          INTEGER NOT NULL DEFAULT -1,
  parent_at            INTEGER,
  parent_whom          TEXT,
  parent_by            TEXT,
  parent_reply         TEXT,
  parent_reason_not    TEXT,
  closed_at            INTEGER,
  closed_by            TEXT,
  summary              TEXT
) STRICT;
CREATE INDEX p_search_list ON p_search (entry, id, state);
CREATE INDEX p_search_by_incident ON p_search (incident_id);
CREATE INDEX p_search_by_device ON p_search (device_id);
CREATE INDEX p_search_by_authority ON p_search (authority_id);

-- on search.requested
-- A standing authority has been signed already; the act made sure that it covers this search.
INSERT INTO p_search (id, entry, reference, state, incident_id, device_id, owner_id, owner, owner_year, owner_sex, device, scope,
                      ground, limb, reason, requester_id, requester, searcher_id, searcher, searcher_sex, witness_id, witness,
                      witness_sex, exception, exception_reason, consent, consent_by, consent_at, consent_how, valid_from,
                      valid_until, place, indecent_image, urgent, authority_id, retrospective, carried_at,
                      retrospective_reason, requested_at, requested_by_id, requested_by)
VALUES (:case_id, @entry, :body ->> 'reference', iif (:body ->> 'authority_id' IS NULL, 'requested', 'authorised'),
        :body ->> 'incident_id', :body ->> 'device_id', :body ->> 'owner_id', :body ->> 'owner', :body ->> 'owner_year',
        :body ->> 'owner_sex', :body ->> 'device', :body ->> 'scope', :body ->> 'ground', :body ->> 'limb', :body ->> 'reason',
        :body ->> 'requester_id', :body ->> 'requester', :body ->> 'searcher_id', :body ->> 'searcher', :body ->> 'searcher_sex',
        :body ->> 'witness_id', :body ->> 'witness', :body ->> 'witness_sex', :body ->> 'exception', :body ->> 'exception_reason',
        :body ->> 'consent', :body ->> 'consent_by', :body ->> 'consent_at', :body ->> 'consent_how', :body ->> 'valid_from',
        :body ->> 'valid_until', :body ->> 'place', :body ->> 'indecent_image', :body ->> 'urgent', :body ->> 'authority_id',
        :body ->> 'retrospective', :body ->> 'carried_at', :body ->> 'retrospective_reason', @at, :author, :body ->> '$.author.name');

-- on search.amended
UPDATE p_search SET
  amended_at = @at, amended_by = :body ->> '$.author.name',
  owner_year = iif (changed.fields -> 'owner_year' IS NULL, owner_year, changed.fields ->> 'owner_year'),
  owner_sex = iif (changed.fields -> 'owner_sex' IS NULL, owner_sex, changed.fields ->> 'owner_sex'),
  device = coalesce (changed.fields ->> 'device', device),
  scope = coalesce (changed.fields ->> 'scope', scope),
  ground = coalesce (changed.fields ->> 'ground', ground),
  limb = coalesce (changed.fields ->> 'limb', limb),
  reason = coalesce (changed.fields ->> 'reason', reason),
  searcher_id = coalesce (changed.fields ->> 'searcher_id', searcher_id),
  searcher = coalesce (changed.fields ->> 'searcher', searcher),
  searcher_sex = iif (changed.fields -> 'searcher_sex' IS NULL, searcher_sex, changed.fields ->> 'searcher_sex'),
  witness_id = iif (changed.fields -> 'witness_id' IS NULL, witness_id, changed.fields ->> 'witness_id'),
  witness = iif (changed.fields -> 'witness' IS NULL, witness, changed.fields ->> 'witness'),
  witness_sex = iif (changed.fields -> 'witness_sex' IS NULL, witness_sex, changed.fields ->> 'witness_sex'),
  exception = iif (changed.fields -> 'exception' IS NULL, exception, changed.fields ->> 'exception'),
  exception_reason = iif (changed.fields -> 'exception_reason' IS NULL, exception_reason, changed.fields ->> 'exception_reason'),
  consent = iif (changed.fields -> 'consent' IS NULL, consent, changed.fields ->> 'consent'),
  consent_by = iif (changed.fields -> 'consent_by' IS NULL, consent_by, changed.fields ->> 'consent_by'),
  consent_at = iif (changed.fields -> 'consent_at' IS NULL, consent_at, changed.fields ->> 'consent_at'),
  consent_how = iif (changed.fields -> 'consent_how' IS NULL, consent_how, changed.fields ->> 'consent_how'),
  valid_from = coalesce (changed.fields ->> 'valid_from', valid_from),
  valid_until = coalesce (changed.fields ->> 'valid_until', valid_until),
  place = iif (changed.fields -> 'place' IS NULL, place, changed.fields ->> 'place'),
  indecent_image = coalesce (changed.fields ->> 'indecent_image', indecent_image)
  FROM (SELECT json_group_object (value ->> 'field', value -> 'new') AS fields FROM json_each (:body, '$.changes')) AS changed
 WHERE id = :case_id;

-- on search.authorised
UPDATE p_search SET state = iif (retrospective, state, 'authorised'), authorised_at = @at, authorised_by_id = :author,
       authorised_by = :body ->> '$.author.name', sheet = :body ->> 'sheet', sheet_hash = :body ->> 'sheet_hash',
       signed_pack = :body ->> 'pack', signed_pack_hash = :body ->> 'pack_hash', after_the_fact = :body ->> 'after_the_fact',
       condition = :body ->> 'condition'
 WHERE id = :case_id;

-- on search.refused
UPDATE p_search SET state = iif (retrospective, state, 'refused'), refused_at = @at, refused_by = :body ->> '$.author.name',
       refusal = :body ->> 'reason'
 WHERE id = :case_id;
-- What was done can't be undone by refusing it: the case goes on until it is closed.
UPDATE p_case SET state = 'open', closed_at = NULL
 WHERE id = :case_id AND EXISTS (SELECT 1 FROM p_search WHERE id = :case_id AND retrospective);

-- on search.withdrawn
UPDATE p_search SET state = 'withdrawn', withdrawn_at = @at, withdrawn_by = :body ->> '$.author.name', withdrawal = :body ->> 'reason'
 WHERE id = :case_id;

-- on search.carried-out
UPDATE p_search SET state = 'carried-out', searched_at = :body ->> 'at', searched_place = :body ->> 'place',
       searched_by_id = :body ->> 'searcher_id', searched_by = :body ->> 'searcher', searched_witness_id = :body ->> 'witness_id',
       searched_witness = :body ->> 'witness', present = :body ->> 'present', cooperation = :body ->> 'cooperation',
       found = :body ->> 'found', found_what = :body ->> 'found_what', follow_up = :body ->> 'follow_up',
       risk_revealed = :body ->> 'risk_revealed', harm_considered = :body ->> 'harm_considered',
       beyond_scope = :body ->> 'beyond_scope', beyond_reason = :body ->> 'beyond_reason', recorded_at = @at,
       recorded_by = :body ->> '$.author.name'
 WHERE id = :case_id;

-- on search.dsl-informed
UPDATE p_search SET dsl_at = :body ->> 'at', dsl_who = :body ->> 'who', dsl_how = :body ->> 'how' WHERE id = :case_id;

-- on search.parent-told
UPDATE p_search SET parent_told = :body ->> 'told', parent_at = :body ->> 'at', parent_whom = :body ->> 'whom',
       parent_by = :body ->> 'by', parent_reply = :body ->> 'reply', parent_reason_not = :body ->> 'reason_not'
 WHERE id = :case_id;

-- on search.closed
UPDATE p_search SET state = 'closed', closed_at = @at, closed_by = :body ->> '$.author.name', summary = :body ->> 'summary'
 WHERE id = :case_id;
