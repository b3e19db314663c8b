-- The first schema: applications, accounts with their devices, QR sessions and what they give, keys, audit log, jobs.
--
-- A QR session (qr_sessions.status):
--
--   pending ──scan──▶ scanned ──approve──▶ approved ──complete──▶ completed
--      │                 ├──deny, cancel──▶ denied      └──refused at the end──▶ failed
--      └─────────────────┴──exp reached (from any state left of completed)──▶ expired
--
-- Terminal states absorb. Every transition is one UPDATE that names the previous status and requires expires_at > now.
--
-- Times are Unix milliseconds (…_at), except qr_sessions.expires_at and grants.auth_time, which are seconds as in `exp` and
-- `auth_time`. Lists whose members hold no space (scopes, fields) are one text with spaces, as on the wire; other lists are
-- JSON. Of a secret that is only compared the row holds SHA-256.

CREATE TABLE clients (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  client_type TEXT NOT NULL CHECK (client_type IN ('public', 'confidential')),
  secret_hash BLOB CHECK (length(secret_hash) = 32),
  redirect_uris TEXT NOT NULL,
  allowed_scopes TEXT NOT NULL,
  fields TEXT NOT NULL,
  allow_anonymous BOOLEAN,
  sector TEXT NOT NULL,
  subject_type TEXT NOT NULL CHECK (subject_type IN ('pairwise', 'public')),
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'suspended')),
  created_at INTEGER NOT NULL,
  CHECK ((client_type = 'confidential') = (secret_hash IS NOT NULL))
) WITHOUT ROWID;

-- AUTOINCREMENT: the id of a deleted account is never given again.
CREATE TABLE accounts (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  root_subject TEXT UNIQUE,
  anonymous BOOLEAN NOT NULL,
  nickname TEXT,
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
  created_at INTEGER NOT NULL
);

-- device_id is chosen by the phone and not unique. A record either has both keys and what belongs to them or none of it.
CREATE TABLE devices (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  device_id BLOB NOT NULL CHECK (length(device_id) = 16),
  platform TEXT NOT NULL,
  name TEXT,
  possession_key BLOB UNIQUE CHECK (length(possession_key) = 64),
  approval_key BLOB CHECK (length(approval_key) = 64),
  hardware TEXT,
  presence TEXT,
  key_level TEXT CHECK (key_level IN ('none', 'claimed', 'attested')),
  pak_hash BLOB NOT NULL UNIQUE CHECK (length(pak_hash) = 32),
  secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
  created_at INTEGER NOT NULL,
  enrolled_at INTEGER NOT NULL,
  CHECK ((possession_key IS NULL) = (approval_key IS NULL)),
  CHECK ((possession_key IS NULL) = (hardware IS NULL)),
  CHECK ((possession_key IS NULL) = (presence IS NULL)),
  CHECK ((possession_key IS NULL) = (key_level IS NULL)),
  CHECK (possession_key <> approval_key)
);
CREATE INDEX devices_of_account ON devices (account_id);

CREATE TABLE profiles (
  account_id INTEGER NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  preferred_name TEXT,
  full_name TEXT,
  email TEXT,
  phone_number TEXT
);

-- The last decision about each field; it outlives the session it was made in.
CREATE TABLE consents (
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients (id),
  field TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('granted', 'refused')),
  decided_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, client_id, field)
) WITHOUT ROWID;

-- browser_address is erased at scan or expiry; the row itself lives 24 hours.
CREATE TABLE qr_sessions (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  status TEXT NOT NULL CHECK (status IN ('pending', 'scanned', 'approved', 'completed', 'denied', 'expired', 'failed')),
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  client_id TEXT NOT NULL REFERENCES clients (id),
  redirect_uri TEXT NOT NULL,
  scopes TEXT NOT NULL,
  state TEXT,
  nonce TEXT,
  code_challenge TEXT NOT NULL,
  locale TEXT NOT NULL CHECK (locale IN ('en', 'ko')),
  browser_nonce_hash BLOB NOT NULL CHECK (length(browser_nonce_hash) = 32),
  browser_key BLOB CHECK (length(browser_key) = 64),
  browser_label TEXT NOT NULL,
  browser_country TEXT NOT NULL,
  browser_address TEXT,
  started_at INTEGER NOT NULL,
  frame_seconds INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  extensions INTEGER NOT NULL,
  second_scan BOOLEAN NOT NULL,
  device_row BLOB REFERENCES devices (id) ON DELETE CASCADE,
  account_id INTEGER REFERENCES accounts (id) ON DELETE CASCADE,
  platform TEXT,
  words TEXT,
  presented TEXT,
  relation TEXT CHECK (relation IN ('same_network', 'same_country', 'different_country', 'unknown')),
  scanned_at INTEGER,
  decision_jws TEXT,
  granted TEXT,
  decided_at INTEGER,
  receipt TEXT,
  challenge BLOB CHECK (length(challenge) = 32),
  CHECK ((status = 'pending') <= (scanned_at IS NULL)),
  CHECK ((status IN ('scanned', 'approved', 'completed', 'denied', 'failed')) <= (scanned_at IS NOT NULL)),
  CHECK ((status IN ('approved', 'completed', 'failed')) <= (receipt IS NOT NULL AND challenge IS NOT NULL)),
  CHECK (browser_address IS NULL OR status = 'pending')
);
CREATE INDEX qr_sessions_to_expire ON qr_sessions (expires_at) WHERE status IN ('pending', 'scanned', 'approved');
CREATE INDEX qr_sessions_to_remove ON qr_sessions (created_at);

-- Outlives its session, so there is no reference to it.
CREATE TABLE receipts (
  session_id BLOB NOT NULL PRIMARY KEY CHECK (length(session_id) = 16),
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  approval TEXT NOT NULL,
  receipt TEXT NOT NULL,
  approved_at INTEGER NOT NULL
);
CREATE INDEX receipts_of_account ON receipts (account_id, approved_at);

-- What a person sees of their logins: no address and no user agent.
CREATE TABLE login_log (
  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients (id),
  browser_label TEXT NOT NULL,
  country TEXT NOT NULL,
  relation TEXT NOT NULL,
  logged_in_at INTEGER NOT NULL
);
CREATE INDEX login_log_of_account ON login_log (account_id, logged_in_at);

CREATE TABLE grants (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  account_id INTEGER NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients (id),
  sub TEXT NOT NULL,
  scopes TEXT NOT NULL,
  fields TEXT NOT NULL,
  auth_time INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER
);
CREATE INDEX grants_of_account ON grants (account_id, client_id);

-- One code for each grant. A used one stays for a day so that its reuse is still recognised.
CREATE TABLE authorization_codes (
  hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  grant_id BLOB NOT NULL UNIQUE REFERENCES grants (id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  nonce TEXT,
  expires_at INTEGER NOT NULL,
  used_at INTEGER
);
CREATE INDEX authorization_codes_to_remove ON authorization_codes (expires_at);

-- The tokens are signed and verified without this table; it holds what is live, so that a revoked grant takes its tokens along.
CREATE TABLE access_tokens (
  jti TEXT NOT NULL PRIMARY KEY,
  grant_id BLOB NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX access_tokens_of_grant ON access_tokens (grant_id);
CREATE INDEX access_tokens_to_remove ON access_tokens (expires_at);

-- Used proofs (RFC 9449 §11.1), inserted in the transaction of the change that they authorised.
CREATE TABLE dpop_proofs (
  jkt TEXT NOT NULL,
  jti_hash BLOB NOT NULL CHECK (length(jti_hash) = 32),
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (jkt, jti_hash)
) WITHOUT ROWID;
CREATE INDEX dpop_proofs_to_remove ON dpop_proofs (expires_at);

-- `sealed` is encrypted under a key that is not in the database. first_of_use lets one of two nodes that start together make
-- the first key of a use: it is key_use for that key and NULL for every later one.
CREATE TABLE keys (
  kid TEXT NOT NULL PRIMARY KEY,
  key_use TEXT NOT NULL CHECK (key_use IN ('token', 'qr', 'receipt', 'secret')),
  first_of_use TEXT UNIQUE,
  alg TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  sealed BLOB NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX keys_of_use ON keys (key_use, created_at);

-- Append-only hash chain: hash = SHA-256(previous ‖ the row). The head is kept apart: it serialises the writers, and with it
-- rows cut off at the end are missed. No references: the log outlives what it speaks of.
CREATE TABLE audit_log (
  sequence INTEGER NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id INTEGER,
  client_id TEXT,
  session_id BLOB,
  recorded_at INTEGER NOT NULL,
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
);
CREATE TRIGGER audit_log_is_not_updated BEFORE UPDATE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_log_is_not_deleted_from BEFORE DELETE ON audit_log
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE audit_head (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
);
INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, zeroblob(32));

CREATE TABLE jobs (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16),
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  leased_until INTEGER
);
CREATE INDEX jobs_due ON jobs (run_at);
-- Periodic work waits once, however many nodes ask for it.
CREATE UNIQUE INDEX jobs_wait_once ON jobs (kind);
