-- mailwhy's store, version 1. The tables are narrow: read the views instead
-- (views.sql; schema/README.md). What holds everywhere:
--
-- * The id of a mail, reject or session is the row's key and rises with time:
--   seconds since 1970 of its first line << 29 | 29 bits of hash. Times in its
--   rows count in microseconds from that second. `zone` is the offset of local
--   time in minutes * 8 + the number of fraction digits that the log gave.
-- * Strings that repeat stand once, in the dictionary tables. `hash` is the low
--   half of StableHash (base/text.h) of the lower-case text, as a signed number:
--   an index that is small and blind to case.
-- * NULL is "not given". Of senders, NULL is unknown and '' is <>.
-- * Delays are integers in hundredths of a second, or reals in seconds where
--   the log was more precise.
-- * Replies stand as a template (in `word`) and what is peculiar to one, see
--   src/store/sqlite/reply.h: char(1) in it stands for `detail`, 2 the
--   recipient, 3 and 4 the peer's address and name, 5 the remote queue ID,
--   6 the sender, 7 the HELO name.

-- Dictionaries.
CREATE TABLE word(
  id   INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX word_hash ON word(hash);

CREATE TABLE domain(               -- of addresses and Message-IDs
  id   INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,
  text TEXT NOT NULL);
CREATE INDEX domain_hash ON domain(hash);

CREATE TABLE address(              -- also login names
  id     INTEGER PRIMARY KEY,
  hash   INTEGER NOT NULL,         -- of the whole address
  local  TEXT NOT NULL,            -- before the last @
  domain INTEGER);                 -- after it; NULL: there is no @
CREATE INDEX address_hash ON address(hash);
CREATE INDEX address_domain ON address(domain) WHERE domain IS NOT NULL;

CREATE TABLE peer(                 -- clients and relays
  id   INTEGER PRIMARY KEY,
  hash INTEGER NOT NULL,           -- of the address, else of the name
  name_hash INTEGER,               -- of the name, where there is an address
  name TEXT,
  ip   TEXT,
  port,                            -- of relays; text if it is no plain number
  helo TEXT);                      -- of clients
CREATE INDEX peer_hash ON peer(hash);
CREATE INDEX peer_name ON peer(name_hash) WHERE name_hash IS NOT NULL;

CREATE TABLE intake(               -- where and how a mail came in
  id INTEGER PRIMARY KEY,
  host INTEGER, instance INTEGER,  -- word
  origin INTEGER, uid INTEGER, user INTEGER,   -- word, number, word
  sasl_method INTEGER);            -- word
CREATE UNIQUE INDEX intake_all
  ON intake(host, instance, origin, uid, user, sasl_method);

CREATE TABLE outcome(              -- of an attempt; all word
  id INTEGER PRIMARY KEY,
  agent INTEGER, status INTEGER, dsn INTEGER, cause INTEGER, tls INTEGER,
  reply INTEGER);                  -- template
CREATE UNIQUE INDEX outcome_all
  ON outcome(agent, status, dsn, cause, tls, reply);

CREATE TABLE occasion(             -- of a reject or session; all word
  id INTEGER PRIMARY KEY,
  host INTEGER, daemon INTEGER, service INTEGER,
  kind INTEGER,                    -- a reject's action
  stage INTEGER, proto INTEGER, sasl_method INTEGER,
  code INTEGER, dsn INTEGER,
  reply INTEGER);                  -- template
CREATE UNIQUE INDEX occasion_all ON occasion(
  host, daemon, service, kind, stage, proto, sasl_method, code, dsn, reply);

CREATE TABLE verdict(
  id INTEGER PRIMARY KEY,
  cause INTEGER,                   -- word
  rest INTEGER);                   -- word: certainty, also, attributes
CREATE UNIQUE INDEX verdict_all ON verdict(cause, rest);

-- Mails.
CREATE TABLE mail(
  id INTEGER PRIMARY KEY,
  intake INTEGER NOT NULL,
  queue_id TEXT NOT NULL,
  message TEXT,                    -- Message-ID before its last @
  message_domain INTEGER,          -- after it; NULL: there is no @
  message_hash INTEGER,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  arrival INTEGER,                 -- NULL: first_seen
  ended INTEGER,                   -- NULL: open; microseconds after last_seen
  zone INTEGER NOT NULL,           -- of first_seen
  zones INTEGER,                   -- (last_seen's << 16 | arrival's), if others
  sender INTEGER,                  -- address
  size INTEGER,
  nrcpt INTEGER,
  client INTEGER,                  -- peer
  client_port,
  user INTEGER,                    -- address: the SASL user name
  state INTEGER NOT NULL,          -- number of enum State, and flags:
                                   -- 16 start missing, 32 held, 64 probe,
                                   -- 128 has links, 256 has `was`
  lines BLOB);                     -- evidence: LineRefs, delta varints
CREATE INDEX mail_queue ON mail(queue_id);

CREATE TABLE was(                  -- ids of mails that turned out to be another
  id INTEGER PRIMARY KEY,
  mail INTEGER NOT NULL);
CREATE INDEX was_mail ON was(mail);

CREATE TABLE delivery(             -- with its first attempt, if `tries` > 0
  mail INTEGER NOT NULL,
  n INTEGER NOT NULL,              -- place among the mail's deliveries
  recipient INTEGER,               -- address
  orig_to INTEGER,                 -- address
  state INTEGER NOT NULL,
  remote_queue_id TEXT,
  verdict INTEGER,
  tries INTEGER NOT NULL,
  at INTEGER, zone INTEGER,        -- zone NULL: the mail's
  relay INTEGER,                   -- peer
  delay, before_queue, in_queue, connecting, transmitting,
  outcome INTEGER,
  detail TEXT,
  PRIMARY KEY(mail, n)) WITHOUT ROWID;

CREATE TABLE attempt(              -- the further ones
  mail INTEGER NOT NULL,
  n INTEGER NOT NULL,
  k INTEGER NOT NULL,              -- 1 is the second attempt
  at INTEGER, zone INTEGER,
  relay INTEGER,
  delay, before_queue, in_queue, connecting, transmitting,
  outcome INTEGER,
  detail TEXT,
  PRIMARY KEY(mail, n, k)) WITHOUT ROWID;

CREATE TABLE link(                 -- as the log gave it, not yet looked up
  mail INTEGER NOT NULL,
  n INTEGER NOT NULL,
  kind INTEGER NOT NULL,           -- number of enum LinkKind
  towards INTEGER NOT NULL,        -- 0: this mail came from that one
  host INTEGER,                    -- word
  queue_id TEXT NOT NULL,
  PRIMARY KEY(mail, n)) WITHOUT ROWID;

-- Refusals and sessions.
CREATE TABLE reject(
  id INTEGER PRIMARY KEY,
  occasion INTEGER NOT NULL,
  at INTEGER NOT NULL, zone INTEGER NOT NULL,
  queue_id TEXT,
  client INTEGER, client_port,     -- peer
  sender INTEGER, recipient INTEGER, user INTEGER,   -- address
  detail TEXT,
  verdict INTEGER,
  lines BLOB);

CREATE TABLE session(
  id INTEGER PRIMARY KEY,
  occasion INTEGER NOT NULL,
  at INTEGER NOT NULL, zone INTEGER NOT NULL,
  client INTEGER, client_port,     -- peer
  user INTEGER,                    -- address
  detail TEXT,
  verdict INTEGER,
  lines BLOB);

-- Log lines: evidence in blocks (zstd; a LineRef is block << 16 | place in
-- it), and a short hash of every line read, to know it again in a copy.
CREATE TABLE evidence(
  block INTEGER PRIMARY KEY,
  data BLOB NOT NULL);

CREATE TABLE seen(
  id INTEGER PRIMARY KEY,
  first_second INTEGER NOT NULL,
  last_second INTEGER NOT NULL,    -- at most a day later
  lines BLOB NOT NULL);            -- sorted: delta varint, 4 bytes of hash
CREATE INDEX seen_second ON seen(first_second);

CREATE TABLE mark(                 -- how far each log was read
  id INTEGER PRIMARY KEY,
  head_length INTEGER NOT NULL, head_hash INTEGER NOT NULL,
  position INTEGER NOT NULL,
  tail_length INTEGER NOT NULL, tail_hash INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  start_year INTEGER NOT NULL,
  first_time INTEGER NOT NULL, last_time INTEGER NOT NULL,
  path TEXT NOT NULL, carried BLOB NOT NULL);

CREATE TABLE memory(               -- what the grouper knew at the last commit
  id INTEGER PRIMARY KEY CHECK(id = 1),
  data BLOB NOT NULL);

-- Extremes that bound searches: first_time, last_time and their zones
-- (the period covered), longest and earliest (microseconds by which a mail's
-- times lie after and before the second in its id).
CREATE TABLE fact(
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL) WITHOUT ROWID;
