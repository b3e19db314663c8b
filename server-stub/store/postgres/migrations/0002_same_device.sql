-- A login that its browser opens on its own device is marked while it is pending. It is scanned without a frame, every other
-- with one: the scan's UPDATE names the mark.
--
--   pending ──here──▶ pending, here

ALTER TABLE qr_sessions ADD COLUMN here BOOLEAN NOT NULL DEFAULT FALSE;
