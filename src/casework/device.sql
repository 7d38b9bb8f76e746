-- SPDX-License-Identifier: GPL-3.0-or-later
-- device: devices in custody, and the chain of who had each one when.

-- tables
CREATE TABLE p_device (
  id               TEXT PRIMARY KEY,
  entry            INTEGER NOT NULL,
  reference        TEXT NOT NULL,
  state            TEXT NOT NULL,          -- "in-custody" "released" "with-police"
  incident_id      TEXT,
  owner_id         TEXT NOT NULL,
  owner            TEXT NOT NULL,
  owner_year       TEXT,
  device_type      TEXT NOT NULL,
  description      TEXT NOT NULL,
  condition        TEXT,
  ground           TEXT NOT NULL,
  taken_by_id      TEXT NOT NULL,
  taken_by         TEXT NOT NULL,
  taken_at         INTEGER NOT NULL,
  place            TEXT NOT NULL,
  seal             TEXT NOT NULL,
  switched_off     INTEGER,
  holder           TEXT NOT NULL,
  since            INTEGER NOT NULL,       -- in this place
  hold             TEXT,
  hold_reason      TEXT,
  held_at          INTEGER,
  held_by          TEXT,
  hold_officer     TEXT,
  hold_reference   TEXT,
  lifted_at        INTEGER,
  lifted_by        TEXT,
  lift_officer     TEXT,
  lift_reference   TEXT,
  lift_writing     TEXT,
  left_at          INTEGER,
  left_to          TEXT,
  left_relation    TEXT,
  left_identity    TEXT,
  left_by          TEXT,
  late_reason      TEXT,
  left_condition   TEXT,
  officer          TEXT,
  collar           TEXT,
  station          TEXT,
  police_reference TEXT,
  left_seal_intact TEXT,
  recorded_at      INTEGER NOT NULL,
  recorded_by      TEXT
) STRICT;
CREATE INDEX p_device_list ON p_device (entry, id, state, hold);
CREATE INDEX p_device_by_incident ON p_device (incident_id);
CREATE INDEX p_device_by_owner ON p_device (owner_id);
CREATE TABLE p_custody (
  entry       INTEGER PRIMARY KEY,
  device_id   TEXT NOT NULL,
  kind        TEXT NOT NULL,
  at          INTEGER NOT NULL,
  from_person TEXT,
  to_person   TEXT,
  place       TEXT,
  seal        TEXT,
  seal_intact TEXT,
  detail      TEXT,
  reference   TEXT,
  why         TEXT,                        -- of a hold: a word of hold-reason
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT
) STRICT;
CREATE INDEX p_custody_by_device ON p_custody (device_id, entry);
CREATE TABLE p_erasure_confirmation (
  entry        INTEGER PRIMARY KEY,
  device_id    TEXT NOT NULL,
  ground       TEXT NOT NULL,
  source       TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL,
  member_id    TEXT NOT NULL,
  member       TEXT NOT NULL
) STRICT;
CREATE INDEX p_erasure_confirmation_by_device ON p_erasure_confirmation (device_id);

-- on device.confiscated
INSERT INTO p_device (id, entry, reference, state, incident_id, owner_id, owner, owner_year, device_type, description, condition, ground,
                      taken_by_id, taken_by, taken_at, place, seal, switched_off, holder, since, hold, hold_reason, held_at, held_by,
                      recorded_at, recorded_by)
VALUES (:case_id, @entry, :body ->> 'reference', 'in-custody', :body ->> 'incident_id', :body ->> 'owner_id', :body ->> 'owner',
        :body ->> 'owner_year', :body ->> 'device_type', :body ->> 'description', :body ->> 'condition', :body ->> 'ground',
        :body ->> 'by_id', :body ->> 'by', :body ->> 'at', :body ->> 'place', :body ->> 'seal', :body ->> 'switched_off', :body ->> 'by',
        :body ->> 'at', :body ->> 'hold', NULL, iif (:body ->> 'hold' IS NULL, NULL, :body ->> 'at'),
        iif (:body ->> 'hold' IS NULL, NULL, :body ->> '$.author.name'), @at, :body ->> '$.author.name');
INSERT INTO p_custody (entry, device_id, kind, at, to_person, place, seal, detail, why, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'by', :body ->> 'place', :body ->> 'seal', :body ->> 'condition', :body ->> 'hold', @at,
        :body ->> '$.author.name');

-- on device.moved
UPDATE p_device SET holder = :body ->> 'to_person', place = :body ->> 'place', seal = :body ->> 'seal', since = :body ->> 'at'
 WHERE id = :case_id;
INSERT INTO p_custody (entry, device_id, kind, at, from_person, to_person, place, seal, seal_intact, detail, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'from_person', :body ->> 'to_person', :body ->> 'place', :body ->> 'seal',
        :body ->> 'seal_intact', :body ->> 'reason', @at, :body ->> '$.author.name');

-- on device.held
UPDATE p_device SET hold = :body ->> 'why', hold_reason = :body ->> 'reason', held_at = :body ->> 'at', held_by = :body ->> '$.author.name',
       hold_officer = :body ->> 'officer', hold_reference = :body ->> 'reference', lifted_at = NULL
 WHERE id = :case_id;
INSERT INTO p_custody (entry, device_id, kind, at, to_person, detail, reference, why, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'officer', :body ->> 'reason', :body ->> 'reference', :body ->> 'why', @at,
        :body ->> '$.author.name');

-- on device.hold-lifted
UPDATE p_device SET hold = NULL, lifted_at = :body ->> 'at', lifted_by = :body ->> '$.author.name', lift_officer = :body ->> 'officer',
       lift_reference = :body ->> 'reference', lift_writing = :body ->> 'writing'
 WHERE id = :case_id;
INSERT INTO p_custody (entry, device_id, kind, at, from_person, detail, reference, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'officer', :body ->> 'writing', :body ->> 'reference', @at,
        :body ->> '$.author.name');

-- on device.released
UPDATE p_device SET state = 'released', left_at = :body ->> 'at', left_to = :body ->> 'to', left_relation = :body ->> 'relation',
       left_identity = :body ->> 'identity_seen', left_by = :body ->> 'by', late_reason = :body ->> 'late_reason',
       left_condition = :body ->> 'condition', holder = :body ->> 'to', since = :body ->> 'at'
 WHERE id = :case_id;
INSERT INTO p_custody (entry, device_id, kind, at, from_person, to_person, detail, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'by', :body ->> 'to', :body ->> 'identity_seen', @at, :body ->> '$.author.name');

-- on device.to-police
UPDATE p_device SET state = 'with-police', left_at = :body ->> 'at', left_to = :body ->> 'officer', left_by = :body ->> 'by',
       officer = :body ->> 'officer', collar = :body ->> 'collar', station = :body ->> 'station', police_reference = :body ->> 'reference',
       left_seal_intact = :body ->> 'seal_intact', holder = :body ->> 'officer', since = :body ->> 'at'
 WHERE id = :case_id;
INSERT INTO p_custody (entry, device_id, kind, at, from_person, to_person, seal_intact, detail, reference, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'by', :body ->> 'officer', :body ->> 'seal_intact', :body ->> 'station',
        :body ->> 'reference', @at, :body ->> '$.author.name');

-- on device.examined
INSERT INTO p_custody (entry, device_id, kind, at, from_person, to_person, detail, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'by', :body ->> 'witness', :body ->> 'looked_at', @at, :body ->> '$.author.name');

-- on device.erased
INSERT INTO p_custody (entry, device_id, kind, at, from_person, to_person, detail, recorded_at, recorded_by)
VALUES (@entry, :case_id, :kind, :body ->> 'at', :body ->> 'by', :body ->> 'witness', :body ->> 'what', @at, :body ->> '$.author.name');

-- on device.erasure-confirmed
INSERT INTO p_erasure_confirmation (entry, device_id, ground, source, confirmed_at, member_id, member)
VALUES (@entry, :case_id, :body ->> 'ground', :body ->> 'source', :body ->> 'at', :author, :body ->> '$.author.name');
