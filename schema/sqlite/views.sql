-- Views for people: sqlite3 /var/lib/mailwhy/mailwhy.db 'SELECT * FROM mails LIMIT 5'
-- What each column holds stands in schema/README.md. They are made anew by every
-- migration; other programs may rely on their names and columns, not on the tables.

-- The name by which a mail is known everywhere else: "m-" and 13 digits of
-- Crockford's base 32.
DROP VIEW IF EXISTS mail_name;
CREATE VIEW mail_name AS SELECT
  m.id AS number,
  'm-' ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 60) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 55) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 50) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 45) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 40) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 35) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 30) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 25) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 20) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 15) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 10) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 5) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 0) & 31), 1) AS id
FROM mail m;

-- One row a mail (a queue file). Times: UTC; the _logged ones as the log had
-- them.
DROP VIEW IF EXISTS mails;
CREATE VIEW mails AS SELECT
  m.id AS number,
  (SELECT id FROM mail_name WHERE number = m.id) AS id,
  (SELECT text FROM word WHERE id = i.host) AS host,
  (SELECT text FROM word WHERE id = i.instance) AS instance,
  m.queue_id AS queue_id,
  CASE WHEN m.message_domain IS NULL THEN m.message ELSE m.message || '@' ||
    (SELECT text FROM domain WHERE id = m.message_domain) END AS message_id,
  datetime(((m.id >> 29) * 1000000 + ifnull(m.arrival, m.first_seen)) / 1000000, 'unixepoch') AS arrival,
  datetime(((m.id >> 29) * 1000000 + m.first_seen) / 1000000, 'unixepoch') AS first_seen,
  strftime('%Y-%m-%dT%H:%M:%S', ((m.id >> 29) * 1000000 + m.first_seen) / 1000000 + (m.zone >> 3) * 60, 'unixepoch') ||
    CASE WHEN (m.zone & 7) > 0 THEN '.' || substr(printf('%06d', ((m.id >> 29) * 1000000 + m.first_seen) % 1000000), 1, m.zone & 7) ELSE '' END ||
    printf('%s%02d:%02d', CASE WHEN m.zone < 0 THEN '-' ELSE '+' END,
      abs(m.zone >> 3) / 60, abs(m.zone >> 3) % 60) AS first_seen_logged,
  datetime(((m.id >> 29) * 1000000 + m.last_seen) / 1000000, 'unixepoch') AS last_seen,
  CASE WHEN m.ended IS NOT NULL THEN datetime(((m.id >> 29) * 1000000 + m.last_seen + m.ended) / 1000000, 'unixepoch') END AS ended,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.sender) AS sender,
  m.size AS size,
  m.nrcpt AS nrcpt,
  c.name AS client_name,
  c.ip AS client_ip,
  m.client_port AS client_port,
  c.helo AS helo,
  (SELECT text FROM word WHERE id = i.sasl_method) AS sasl_method,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.user) AS sasl_username,
  (SELECT text FROM word WHERE id = i.origin) AS origin,
  i.uid AS origin_uid,
  (SELECT text FROM word WHERE id = i.user) AS origin_user,
  CASE m.state & 15 WHEN 0 THEN 'queued' WHEN 1 THEN 'delivered' WHEN 2 THEN 'deferred' WHEN 3 THEN 'bounced' WHEN 4 THEN 'expired' WHEN 5 THEN 'discarded' WHEN 6 THEN 'held' WHEN 7 THEN 'rejected' WHEN 8 THEN 'mixed' END AS state,
  (m.state & 16) <> 0 AS start_missing,
  (m.state & 32) <> 0 AS held,
  (m.state & 64) <> 0 AS probe,
  (SELECT count(*) FROM delivery d WHERE d.mail = m.id) AS deliveries
FROM mail m JOIN intake i ON i.id = m.intake LEFT JOIN peer c ON c.id = m.client;

-- The first attempt of each delivery.
DROP VIEW IF EXISTS first_attempt;
CREATE VIEW first_attempt AS SELECT
  d.mail AS mail_number,
  (SELECT id FROM mail_name WHERE number = d.mail) AS mail,
  m.queue_id AS queue_id,
  d.n AS delivery,
  1 AS attempt,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient) AS recipient,
  datetime(((d.mail >> 29) * 1000000 + d.at) / 1000000, 'unixepoch') AS at,
  strftime('%Y-%m-%dT%H:%M:%S', ((d.mail >> 29) * 1000000 + d.at) / 1000000 + (ifnull(d.zone, m.zone) >> 3) * 60, 'unixepoch') ||
    CASE WHEN (ifnull(d.zone, m.zone) & 7) > 0 THEN '.' || substr(printf('%06d', ((d.mail >> 29) * 1000000 + d.at) % 1000000), 1, ifnull(d.zone, m.zone) & 7) ELSE '' END ||
    printf('%s%02d:%02d', CASE WHEN ifnull(d.zone, m.zone) < 0 THEN '-' ELSE '+' END,
      abs(ifnull(d.zone, m.zone) >> 3) / 60, abs(ifnull(d.zone, m.zone) >> 3) % 60) AS at_logged,
  (SELECT text FROM word WHERE id = o.agent) AS agent,
  r.name AS relay_name,
  r.ip AS relay_ip,
  r.port AS relay_port,
  CASE typeof(d.delay) WHEN 'integer' THEN d.delay / 100.0 ELSE d.delay END AS delay,
  CASE typeof(d.before_queue) WHEN 'integer' THEN d.before_queue / 100.0 ELSE d.before_queue END AS before_queue,
  CASE typeof(d.in_queue) WHEN 'integer' THEN d.in_queue / 100.0 ELSE d.in_queue END AS in_queue,
  CASE typeof(d.connecting) WHEN 'integer' THEN d.connecting / 100.0 ELSE d.connecting END AS connecting,
  CASE typeof(d.transmitting) WHEN 'integer' THEN d.transmitting / 100.0 ELSE d.transmitting END AS transmitting,
  (SELECT text FROM word WHERE id = o.dsn) AS dsn,
  (SELECT text FROM word WHERE id = o.status) AS status,
  replace(replace(replace(replace(replace((SELECT text FROM word WHERE id = o.reply), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient), '')), char(3), ifnull(r.ip, '')), char(4), ifnull(r.name, '')), char(5), ifnull(d.remote_queue_id, '')), char(1), ifnull(d.detail, '')) AS response,
  (SELECT text FROM word WHERE id = o.cause) AS cause,
  (SELECT text FROM word WHERE id = o.tls) AS tls
FROM delivery d JOIN mail m ON m.id = d.mail JOIN outcome o ON o.id = d.outcome
LEFT JOIN peer r ON r.id = d.relay;

-- The further ones.
DROP VIEW IF EXISTS later_attempt;
CREATE VIEW later_attempt AS SELECT
  d.mail AS mail_number,
  (SELECT id FROM mail_name WHERE number = d.mail) AS mail,
  m.queue_id AS queue_id,
  d.n AS delivery,
  a.k + 1 AS attempt,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient) AS recipient,
  datetime(((d.mail >> 29) * 1000000 + a.at) / 1000000, 'unixepoch') AS at,
  strftime('%Y-%m-%dT%H:%M:%S', ((d.mail >> 29) * 1000000 + a.at) / 1000000 + (ifnull(a.zone, m.zone) >> 3) * 60, 'unixepoch') ||
    CASE WHEN (ifnull(a.zone, m.zone) & 7) > 0 THEN '.' || substr(printf('%06d', ((d.mail >> 29) * 1000000 + a.at) % 1000000), 1, ifnull(a.zone, m.zone) & 7) ELSE '' END ||
    printf('%s%02d:%02d', CASE WHEN ifnull(a.zone, m.zone) < 0 THEN '-' ELSE '+' END,
      abs(ifnull(a.zone, m.zone) >> 3) / 60, abs(ifnull(a.zone, m.zone) >> 3) % 60) AS at_logged,
  (SELECT text FROM word WHERE id = o.agent) AS agent,
  r.name AS relay_name,
  r.ip AS relay_ip,
  r.port AS relay_port,
  CASE typeof(a.delay) WHEN 'integer' THEN a.delay / 100.0 ELSE a.delay END AS delay,
  CASE typeof(a.before_queue) WHEN 'integer' THEN a.before_queue / 100.0 ELSE a.before_queue END AS before_queue,
  CASE typeof(a.in_queue) WHEN 'integer' THEN a.in_queue / 100.0 ELSE a.in_queue END AS in_queue,
  CASE typeof(a.connecting) WHEN 'integer' THEN a.connecting / 100.0 ELSE a.connecting END AS connecting,
  CASE typeof(a.transmitting) WHEN 'integer' THEN a.transmitting / 100.0 ELSE a.transmitting END AS transmitting,
  (SELECT text FROM word WHERE id = o.dsn) AS dsn,
  (SELECT text FROM word WHERE id = o.status) AS status,
  replace(replace(replace(replace(replace((SELECT text FROM word WHERE id = o.reply), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient), '')), char(3), ifnull(r.ip, '')), char(4), ifnull(r.name, '')), char(5), ifnull(d.remote_queue_id, '')), char(1), ifnull(a.detail, '')) AS response,
  (SELECT text FROM word WHERE id = o.cause) AS cause,
  (SELECT text FROM word WHERE id = o.tls) AS tls
FROM attempt a JOIN delivery d ON d.mail = a.mail AND d.n = a.n JOIN mail m ON m.id = d.mail
JOIN outcome o ON o.id = a.outcome LEFT JOIN peer r ON r.id = a.relay;

-- One row an attempt to deliver.
DROP VIEW IF EXISTS attempts;
CREATE VIEW attempts AS
SELECT * FROM first_attempt UNION ALL SELECT * FROM later_attempt;

-- One row a recipient of a mail, as it stands now: relay, dsn, status and
-- response are those of the last attempt.
DROP VIEW IF EXISTS deliveries;
CREATE VIEW deliveries AS SELECT
  d.mail AS mail_number,
  (SELECT id FROM mail_name WHERE number = d.mail) AS mail,
  m.queue_id AS queue_id,
  d.n AS delivery,
  datetime(((m.id >> 29) * 1000000 + ifnull(m.arrival, m.first_seen)) / 1000000, 'unixepoch') AS arrival,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.sender) AS sender,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient) AS recipient,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.orig_to) AS orig_to,
  CASE d.state WHEN 0 THEN 'queued' WHEN 1 THEN 'delivered' WHEN 2 THEN 'deferred' WHEN 3 THEN 'bounced' WHEN 4 THEN 'expired' WHEN 5 THEN 'discarded' WHEN 6 THEN 'held' WHEN 7 THEN 'rejected' WHEN 8 THEN 'mixed' END AS state,
  (SELECT text FROM word WHERE id = v.cause) AS cause,
  replace((SELECT text FROM word WHERE id = v.rest), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient), '')) AS verdict,
  d.remote_queue_id AS remote_queue_id,
  d.tries AS attempts,
  datetime(((d.mail >> 29) * 1000000 + ifnull(a.at, d.at)) / 1000000, 'unixepoch') AS last_attempt,
  (SELECT text FROM word WHERE id = o.agent) AS agent,
  r.name AS relay_name,
  r.ip AS relay_ip,
  r.port AS relay_port,
  (SELECT text FROM word WHERE id = o.dsn) AS dsn,
  (SELECT text FROM word WHERE id = o.status) AS status,
  replace(replace(replace(replace(replace((SELECT text FROM word WHERE id = o.reply), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = d.recipient), '')), char(3), ifnull(r.ip, '')), char(4), ifnull(r.name, '')), char(5), ifnull(d.remote_queue_id, '')), char(1), ifnull(CASE WHEN a.k IS NULL THEN d.detail ELSE a.detail END, '')) AS response
FROM delivery d JOIN mail m ON m.id = d.mail
LEFT JOIN attempt a ON a.mail = d.mail AND a.n = d.n AND a.k = d.tries - 1
LEFT JOIN outcome o ON o.id = CASE WHEN a.k IS NULL THEN d.outcome ELSE a.outcome END
LEFT JOIN peer r ON r.id = CASE WHEN a.k IS NULL THEN d.relay ELSE a.relay END
LEFT JOIN verdict v ON v.id = d.verdict;

-- One row a refusal: mostly of mail that never got a queue ID.
DROP VIEW IF EXISTS rejects;
CREATE VIEW rejects AS SELECT
  m.id AS number,
  'r-' ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 60) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 55) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 50) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 45) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 40) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 35) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 30) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 25) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 20) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 15) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 10) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 5) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 0) & 31), 1) AS id,
  datetime(((m.id >> 29) * 1000000 + m.at) / 1000000, 'unixepoch') AS at,
  strftime('%Y-%m-%dT%H:%M:%S', ((m.id >> 29) * 1000000 + m.at) / 1000000 + (m.zone >> 3) * 60, 'unixepoch') ||
    CASE WHEN (m.zone & 7) > 0 THEN '.' || substr(printf('%06d', ((m.id >> 29) * 1000000 + m.at) % 1000000), 1, m.zone & 7) ELSE '' END ||
    printf('%s%02d:%02d', CASE WHEN m.zone < 0 THEN '-' ELSE '+' END,
      abs(m.zone >> 3) / 60, abs(m.zone >> 3) % 60) AS at_logged,
  (SELECT text FROM word WHERE id = o.host) AS host,
  (SELECT text FROM word WHERE id = o.daemon) AS daemon,
  (SELECT text FROM word WHERE id = o.service) AS service,
  m.queue_id AS queue_id,
  (SELECT text FROM word WHERE id = o.kind) AS action,
  (SELECT text FROM word WHERE id = o.stage) AS stage,
  c.name AS client_name,
  c.ip AS client_ip,
  m.client_port AS client_port,
  c.helo AS helo,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.sender) AS sender,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.recipient) AS recipient,
  (SELECT text FROM word WHERE id = o.proto) AS proto,
  (SELECT text FROM word WHERE id = o.sasl_method) AS sasl_method,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.user) AS sasl_username,
  (SELECT text FROM word WHERE id = o.code) AS code,
  (SELECT text FROM word WHERE id = o.dsn) AS dsn,
  replace(replace(replace(replace(replace(replace((SELECT text FROM word WHERE id = o.reply), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.recipient), '')), char(3), ifnull(c.ip, '')), char(4), ifnull(c.name, '')), char(6), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.sender), '')), char(7), ifnull(c.helo, '')), char(1), ifnull(m.detail, '')) AS response,
  (SELECT text FROM word WHERE id = v.cause) AS cause,
  replace(replace(replace(replace(replace((SELECT text FROM word WHERE id = v.rest), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.recipient), '')), char(3), ifnull(c.ip, '')), char(4), ifnull(c.name, '')), char(6), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.sender), '')), char(7), ifnull(c.helo, '')) AS verdict
FROM reject m JOIN occasion o ON o.id = m.occasion
LEFT JOIN peer c ON c.id = m.client LEFT JOIN verdict v ON v.id = m.verdict;

-- One row a login or a session that broke.
DROP VIEW IF EXISTS sessions;
CREATE VIEW sessions AS SELECT
  m.id AS number,
  's-' ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 60) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 55) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 50) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 45) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 40) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 35) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 30) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 25) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 20) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 15) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 10) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 5) & 31), 1) ||
    substr('0123456789abcdefghjkmnpqrstvwxyz', 1 + ((m.id >> 0) & 31), 1) AS id,
  datetime(((m.id >> 29) * 1000000 + m.at) / 1000000, 'unixepoch') AS at,
  strftime('%Y-%m-%dT%H:%M:%S', ((m.id >> 29) * 1000000 + m.at) / 1000000 + (m.zone >> 3) * 60, 'unixepoch') ||
    CASE WHEN (m.zone & 7) > 0 THEN '.' || substr(printf('%06d', ((m.id >> 29) * 1000000 + m.at) % 1000000), 1, m.zone & 7) ELSE '' END ||
    printf('%s%02d:%02d', CASE WHEN m.zone < 0 THEN '-' ELSE '+' END,
      abs(m.zone >> 3) / 60, abs(m.zone >> 3) % 60) AS at_logged,
  (SELECT text FROM word WHERE id = o.host) AS host,
  (SELECT text FROM word WHERE id = o.daemon) AS daemon,
  (SELECT text FROM word WHERE id = o.service) AS service,
  (SELECT text FROM word WHERE id = o.kind) AS kind,
  (SELECT text FROM word WHERE id = o.stage) AS stage,
  c.name AS client_name,
  c.ip AS client_ip,
  m.client_port AS client_port,
  (SELECT text FROM word WHERE id = o.sasl_method) AS sasl_method,
  (SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.user) AS sasl_username,
  replace(replace(replace(replace((SELECT text FROM word WHERE id = o.reply), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.user), '')), char(3), ifnull(c.ip, '')), char(4), ifnull(c.name, '')), char(1), ifnull(m.detail, '')) AS response,
  (SELECT text FROM word WHERE id = v.cause) AS cause,
  replace(replace(replace((SELECT text FROM word WHERE id = v.rest), char(2), ifnull((SELECT CASE WHEN x.domain IS NULL THEN x.local ELSE x.local || '@' || y.text END
    FROM address x LEFT JOIN domain y ON y.id = x.domain WHERE x.id = m.user), '')), char(3), ifnull(c.ip, '')), char(4), ifnull(c.name, '')) AS verdict
FROM session m JOIN occasion o ON o.id = m.occasion
LEFT JOIN peer c ON c.id = m.client LEFT JOIN verdict v ON v.id = m.verdict;

-- Queue IDs that a mail's lines name: what it became (to) or came from (from).
-- Whether that mail is in the store is seen by joining on host and queue ID.
DROP VIEW IF EXISTS links;
CREATE VIEW links AS SELECT
  l.mail AS mail_number,
  (SELECT id FROM mail_name WHERE number = l.mail) AS mail,
  m.queue_id AS queue_id,
  CASE l.kind WHEN 0 THEN 'bounce' WHEN 1 THEN 'forward' WHEN 2 THEN 'filter' WHEN 3 THEN 'relay' WHEN 4 THEN 'resubmit' END AS kind,
  CASE l.towards WHEN 1 THEN 'to' ELSE 'from' END AS direction,
  (SELECT text FROM word WHERE id = l.host) AS linked_host,
  l.queue_id AS linked_queue_id
FROM link l JOIN mail m ON m.id = l.mail;
