-- Signing in with an organisation's own provider (OpenID Connect), beside or in place of a password.

-- Who somebody is at a provider. Somebody wrote each down: nobody is found by a name or an e-mail address.
CREATE TABLE openid_links (
    issuer       TEXT NOT NULL,
    -- By which of the provider's claims: sub, or the number on an NHS smartcard.
    claim        TEXT NOT NULL CHECK (claim IN ('sub', 'uid')),
    value        TEXT NOT NULL CHECK (value <> ''),
    practitioner TEXT NOT NULL REFERENCES accounts (practitioner) ON DELETE CASCADE,
    linked_at    TEXT NOT NULL,
    PRIMARY KEY (issuer, claim, value)
) STRICT;
CREATE INDEX openid_links_of_practitioner ON openid_links (practitioner);

-- Of a session that was begun at a provider: whose it is there, and what it may be used for at most.
CREATE TABLE openid_sessions (
    token_hash TEXT PRIMARY KEY REFERENCES sessions (token_hash) ON DELETE CASCADE,
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    -- The session at the provider, where it says so.
    sid        TEXT,
    -- Codes of roles and ids of services, as lists in JSON. The directory counts as well: whoever is signed in has what both say.
    roles      TEXT NOT NULL,
    services   TEXT NOT NULL
) STRICT;
CREATE INDEX openid_sessions_by_subject ON openid_sessions (issuer, subject);

-- Logout tokens that were taken. Each is taken once; and a session that ended at the provider does not begin here afterwards.
CREATE TABLE openid_logouts (
    issuer   TEXT NOT NULL,
    jti      TEXT NOT NULL,
    sid      TEXT,
    taken_at TEXT NOT NULL,
    PRIMARY KEY (issuer, jti)
) STRICT;
CREATE INDEX openid_logouts_by_sid ON openid_logouts (issuer, sid);
CREATE INDEX openid_logouts_by_time ON openid_logouts (taken_at);
