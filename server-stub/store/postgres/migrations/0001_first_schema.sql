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
  secret_hash BYTEA CHECK (octet_length(secret_hash) = 32),
  redirect_uris TEXT NOT NULL,
  allowed_scopes TEXT NOT NULL,
  fields TEXT NOT NULL,
  allow_anonymous BOOLEAN,
  sector TEXT NOT NULL,
  subject_type TEXT NOT NULL CHECK (subject_type IN ('pairwise', 'public')),
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'suspended')),
  created_at BIGINT NOT NULL,
  CHECK ((client_type = 'confidential') = (secret_hash IS NOT NULL))
);

-- The id of a deleted account is never given again.
CREATE TABLE accounts (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  root_subject TEXT UNIQUE,
  anonymous BOOLEAN NOT NULL,
  nickname TEXT,
  status TEXT NOT NULL CHECK (status IN ('active', 'suspended')),
  created_at BIGINT NOT NULL
);

-- device_id is chosen by the phone and not unique. A record either has both keys and what belongs to them or none of it.
CREATE TABLE devices (
  id UUID NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  device_id UUID NOT NULL,
  platform TEXT NOT NULL,
  name TEXT,
  possession_key BYTEA UNIQUE CHECK (octet_length(possession_key) = 64),
  approval_key BYTEA CHECK (octet_length(approval_key) = 64),
  hardware TEXT,
  presence TEXT,
  key_level TEXT CHECK (key_level IN ('none', 'claimed', 'attested')),
  pak_hash BYTEA NOT NULL UNIQUE CHECK (octet_length(pak_hash) = 32),
  secret_hash BYTEA NOT NULL UNIQUE CHECK (octet_length(secret_hash) = 32),
  created_at BIGINT NOT NULL,
  enrolled_at BIGINT NOT NULL,
  CHECK ((possession_key IS NULL) = (approval_key IS NULL)),
  CHECK ((possession_key IS NULL) = (hardware IS NULL)),
  CHECK ((possession_key IS NULL) = (presence IS NULL)),
  CHECK ((possession_key IS NULL) = (key_level IS NULL)),
  CHECK (possession_key <> approval_key)
);
CREATE INDEX devices_of_account ON devices (account_id);

CREATE TABLE profiles (
  account_id BIGINT NOT NULL PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
  preferred_name TEXT,
  full_name TEXT,
  email TEXT,
  phone_number TEXT
);

-- The last decision about each field; it outlives the session it was made in.
CREATE TABLE consents (
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients (id),
  field TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('granted', 'refused')),
  decided_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, client_id, field)
);

-- browser_address is erased at scan or expiry; the row itself lives 24 hours.
CREATE TABLE qr_sessions (
  id UUID NOT NULL PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('pending', 'scanned', 'approved', 'completed', 'denied', 'expired', 'failed')),
  expires_at BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  client_id TEXT NOT NULL REFERENCES clients (id),
  redirect_uri TEXT NOT NULL,
  scopes TEXT NOT NULL,
  state TEXT,
  nonce TEXT,
  code_challenge TEXT NOT NULL,
  locale TEXT NOT NULL CHECK (locale IN ('en', 'ko')),
  browser_nonce_hash BYTEA NOT NULL CHECK (octet_length(browser_nonce_hash) = 32),
  browser_key BYTEA CHECK (octet_length(browser_key) = 64),
  browser_label TEXT NOT NULL,
  browser_country TEXT NOT NULL,
  browser_address TEXT,
  started_at BIGINT NOT NULL,
  frame_seconds BIGINT NOT NULL,
  generation BIGINT NOT NULL,
  extensions BIGINT NOT NULL,
  second_scan BOOLEAN NOT NULL,
  device_row UUID REFERENCES devices (id) ON DELETE CASCADE,
  account_id BIGINT REFERENCES accounts (id) ON DELETE CASCADE,
  platform TEXT,
  words TEXT,
  presented TEXT,
  relation TEXT CHECK (relation IN ('same_network', 'same_country', 'different_country', 'unknown')),
  scanned_at BIGINT,
  decision_jws TEXT,
  granted TEXT,
  decided_at BIGINT,
  receipt TEXT,
  challenge BYTEA CHECK (octet_length(challenge) = 32),
  CHECK ((status = 'pending') <= (scanned_at IS NULL)),
  CHECK ((status IN ('scanned', 'approved', 'completed', 'denied', 'failed')) <= (scanned_at IS NOT NULL)),
  CHECK ((status IN ('approved', 'completed', 'failed')) <= (receipt IS NOT NULL AND challenge IS NOT NULL)),
  CHECK (browser_address IS NULL OR status = 'pending')
);
CREATE INDEX qr_sessions_to_expire ON qr_sessions (expires_at) WHERE status IN ('pending', 'scanned', 'approved');
CREATE INDEX qr_sessions_to_remove ON qr_sessions (created_at);

-- Outlives its session, so there is no reference to it.
CREATE TABLE receipts (
  session_id UUID NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  approval TEXT NOT NULL,
  receipt TEXT NOT NULL,
  approved_at BIGINT NOT NULL
);
CREATE INDEX receipts_of_account ON receipts (account_id, approved_at);

-- What a person sees of their logins: no address and no user agent.
CREATE TABLE login_log (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients (id),
  browser_label TEXT NOT NULL,
  country TEXT NOT NULL,
  relation TEXT NOT NULL,
  logged_in_at BIGINT NOT NULL
);
CREATE INDEX login_log_of_account ON login_log (account_id, logged_in_at);

CREATE TABLE grants (
  id UUID NOT NULL PRIMARY KEY,
  account_id BIGINT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL REFERENCES clients (id),
  sub TEXT NOT NULL,
  scopes TEXT NOT NULL,
  fields TEXT NOT NULL,
  auth_time BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX grants_of_account ON grants (account_id, client_id);

-- One code for each grant. A used one stays for a day so that its reuse is still recognised.
CREATE TABLE authorization_codes (
  hash BYTEA NOT NULL PRIMARY KEY CHECK (octet_length(hash) = 32),
  grant_id UUID NOT NULL UNIQUE REFERENCES grants (id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  nonce TEXT,
  expires_at BIGINT NOT NULL,
  used_at BIGINT
);
CREATE INDEX authorization_codes_to_remove ON authorization_codes (expires_at);

-- The tokens are signed and verified without this table; it holds what is live, so that a revoked grant takes its tokens along.
CREATE TABLE access_tokens (
  jti TEXT NOT NULL PRIMARY KEY,
  grant_id UUID NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL
);
CREATE INDEX access_tokens_of_grant ON access_tokens (grant_id);
CREATE INDEX access_tokens_to_remove ON access_tokens (expires_at);

-- Used proofs (RFC 9449 §11.1), inserted in the transaction of the change that they authorised.
CREATE TABLE dpop_proofs (
  jkt TEXT NOT NULL,
  jti_hash BYTEA NOT NULL CHECK (octet_length(jti_hash) = 32),
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (jkt, jti_hash)
);
CREATE INDEX dpop_proofs_to_remove ON dpop_proofs (expires_at);

-- `sealed` is encrypted under a key that is not in the database. first_of_use lets one of two nodes that start together make
-- the first key of a use: it is key_use for that key and NULL for every later one.
CREATE TABLE keys (
  kid TEXT NOT NULL PRIMARY KEY,
  key_use TEXT NOT NULL CHECK (key_use IN ('token', 'qr', 'receipt', 'secret')),
  first_of_use TEXT UNIQUE,
  alg TEXT NOT NULL,
  public_jwk TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX keys_of_use ON keys (key_use, created_at);

-- Append-only hash chain: hash = SHA-256(previous ‖ the row). The head is kept apart: it serialises the writers, and with it
-- rows cut off at the end are missed. No references: the log outlives what it speaks of.
CREATE TABLE audit_log (
  sequence BIGINT NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  account_id BIGINT,
  client_id TEXT,
  session_id UUID,
  recorded_at BIGINT NOT NULL,
  previous BYTEA NOT NULL CHECK (octet_length(previous) = 32),
  hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);
CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
CREATE TRIGGER audit_log_is_not_changed BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_log_is_not_truncated BEFORE TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE TABLE audit_head (
  id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  sequence BIGINT NOT NULL,
  hash BYTEA NOT NULL CHECK (octet_length(hash) = 32)
);
INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, decode(repeat('00', 32), 'hex'));

CREATE TABLE jobs (
  id UUID NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  leased_until BIGINT
);
CREATE INDEX jobs_due ON jobs (run_at);
-- Periodic work waits once, however many nodes ask for it.
CREATE UNIQUE INDEX jobs_wait_once ON jobs (kind);
