-- Indices that may wait during a bulk load; made when they are missing. Their
-- first column is a slice of time (36.4 h: id >> 46), so that new entries lie
-- together however large the store is.
CREATE INDEX IF NOT EXISTS mail_sender ON mail(id >> 46, sender)
  WHERE sender IS NOT NULL;
CREATE INDEX IF NOT EXISTS mail_user ON mail(id >> 46, user)
  WHERE user IS NOT NULL;
CREATE INDEX IF NOT EXISTS mail_message ON mail(id >> 46, message_hash)
  WHERE message_hash IS NOT NULL;
-- By the second of the last line: mails that reach an hour or more from their id.
CREATE INDEX IF NOT EXISTS mail_long ON mail((id >> 29) + last_seen / 1000000)
  WHERE last_seen > 3600000000 OR first_seen < -3600000000
     OR arrival < -3600000000;
CREATE INDEX IF NOT EXISTS delivery_recipient
  ON delivery(mail >> 46, recipient);
CREATE INDEX IF NOT EXISTS delivery_orig_to ON delivery(mail >> 46, orig_to)
  WHERE orig_to IS NOT NULL;
CREATE INDEX IF NOT EXISTS delivery_verdict ON delivery(verdict, mail)
  WHERE verdict IS NOT NULL;
CREATE INDEX IF NOT EXISTS link_target ON link(queue_id);
CREATE INDEX IF NOT EXISTS reject_sender ON reject(id >> 46, sender)
  WHERE sender IS NOT NULL;
CREATE INDEX IF NOT EXISTS reject_recipient ON reject(id >> 46, recipient)
  WHERE recipient IS NOT NULL;
CREATE INDEX IF NOT EXISTS reject_user ON reject(id >> 46, user)
  WHERE user IS NOT NULL;
CREATE INDEX IF NOT EXISTS reject_queue ON reject(queue_id)
  WHERE queue_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS session_user ON session(id >> 46, user)
  WHERE user IS NOT NULL;
