-- SPDX-License-Identifier: GPL-3.0-or-later
-- image: for an incident on the do-not-view path, whether anything was viewed,
-- who confirmed that it may be deleted, and the deletion.
-- tables
CREATE TABLE p_image_viewing (
  entry       INTEGER PRIMARY KEY,
  incident_id TEXT NOT NULL,
  viewed      INTEGER NOT NULL,
  why         TEXT,
  agreed_with TEXT,
  viewer      TEXT,
  present     TEXT,
  place       TEXT,
  viewed_at   INTEGER,
  recorded_at INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX p_image_viewing_by_incident ON p_image_viewing (incident_id);

CREATE TABLE p_image_confirmation (
  entry        INTEGER PRIMARY KEY,
  incident_id  TEXT NOT NULL,
  ground       TEXT NOT NULL,
  source       TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL,
  member_id    TEXT NOT NULL,
  member       TEXT NOT NULL
) STRICT;
CREATE INDEX p_image_confirmation_by_incident ON p_image_confirmation (incident_id);

CREATE TABLE p_image_deletion (
  entry       INTEGER PRIMARY KEY,
  incident_id TEXT NOT NULL,
  by_whom     TEXT NOT NULL,
  how         TEXT NOT NULL,
  device_id   TEXT,
  deleted_at  INTEGER NOT NULL,
  recorded_by TEXT NOT NULL
) STRICT;
CREATE INDEX p_image_deletion_by_incident ON p_image_deletion (incident_id);

-- on image.viewed
INSERT INTO p_image_viewing (entry, incident_id, viewed, why, agreed_with, viewer, present, place, viewed_at, recorded_at,
                             recorded_by)
VALUES (@entry, :case_id, :body ->> 'viewed', :body ->> 'why', :body ->> 'agreed_with', :body ->> 'viewer',
        :body ->> 'present', :body ->> 'place', :body ->> 'at', @at, :body ->> '$.author.name');

-- on image.deletion-confirmed
INSERT INTO p_image_confirmation (entry, incident_id, ground, source, confirmed_at, member_id, member)
VALUES (@entry, :case_id, :body ->> 'ground', :body ->> 'source', :body ->> 'at', :author, :body ->> '$.author.name');

-- on image.deleted
INSERT INTO p_image_deletion (entry, incident_id, by_whom, how, device_id, deleted_at, recorded_by)
VALUES (@entry, :case_id, :body ->> 'by_whom', :body ->> 'how', :body ->> 'device_id', :body ->> 'at',
        :body ->> '$.author.name');
