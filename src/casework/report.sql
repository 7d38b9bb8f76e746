-- SPDX-License-Identifier: GPL-3.0-or-later
-- report: the governors' reports that were issued.  The figures, the proof and
-- the PDF themselves are blobs, found by their hashes.

-- tables
CREATE TABLE p_report (
  id           TEXT PRIMARY KEY,
  entry        INTEGER NOT NULL,
  reference    TEXT NOT NULL,
  title        TEXT NOT NULL,
  from_day     TEXT NOT NULL,
  until_day    TEXT NOT NULL,
  term         TEXT,
  narrative    TEXT,
  figures_hash TEXT NOT NULL,
  pdf_hash     TEXT NOT NULL,
  proof_hash   TEXT,
  pages        INTEGER NOT NULL,
  head         TEXT NOT NULL,
  head_entries INTEGER NOT NULL,
  code         TEXT NOT NULL,
  anchor       TEXT,
  issued_at    INTEGER NOT NULL,
  issued_by    TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX p_report_by_entry ON p_report (entry);

-- on report.issued
INSERT INTO p_report (id, entry, reference, title, from_day, until_day, term, narrative, figures_hash, pdf_hash,
                      proof_hash, pages, head, head_entries, code, anchor, issued_at, issued_by)
VALUES (:case_id, @entry, :body ->> 'reference', :body ->> 'title', :body ->> 'from', :body ->> 'until', :body ->> 'term',
        :body ->> 'narrative', :body ->> 'figures_hash', :body ->> 'pdf_hash', :body ->> 'proof_hash', :body ->> 'pages',
        :body ->> 'head', :body ->> 'head_entries', :body ->> 'code', :body ->> 'anchor', @at, :body ->> '$.author.name');
