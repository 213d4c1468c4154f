#include "report/words.h"

namespace mailwhy::report {

const Words& EnglishWords() {
  static const Words words = {
      .delivered_to = "Delivered to {relay}",
      .delivered_as = "Delivered to {relay}, which queued it as {id}",
      .delivered_here = "Delivered to {recipient} on this server ({agent})",
      .delivered_inside =
          "Handed to {relay} on this server (a content filter?), which queued "
          "it as {id}; what became of it then is not in the log",
      .deferred = "Deferred: {why}",
      .bounced = "Returned to the sender: {why}",
      .expired = "Given up after too long in the queue: {why}",
      .rejected = "Rejected at {stage}: {why}",
      .rejected_plain = "Rejected: {why}",
      .rejected_client = "{client} was turned away: {why}",
      .discarded = "Accepted and thrown away: {why}",
      .deleted =
          "Deleted from the queue by an administrator (postsuper); before "
          "that: {why}",
      .deleted_untried =
          "Deleted from the queue by an administrator (postsuper) before it "
          "was tried",
      .held =
          "On hold in the queue until somebody releases it; the last attempt: "
          "{why}",
      .held_plain = "On hold in the queue until somebody releases it",
      .queued = "In the queue; no delivery attempt in the log yet",
      .login_failed = "{user} could not log in{purpose} from {client}: {why}",
      .login_failed_unnamed =
          "A login{purpose} from {client} was refused: {why}",
      .broken =
          "No mail was handed over: the connection from {client} broke "
          "({why})",
      .broken_fetch = "The connection from {client}{purpose} broke ({why})",
      .timed_out =
          "No mail was handed over: {client} fell silent and was cut off "
          "({why})",
      .no_tls =
          "No mail was handed over: no encrypted connection (TLS) came about "
          "with {client} ({why})",
      .never_arrived = "Not in the log: {what} {when}",
      .cannot_tell = "The log does not reach that time: {what} {when}",
      .sender_differs =
          "Nothing from {asked}, but a mail to {recipient} at that time left "
          "as {sender}, {how}. {rest}",
      .sender_differs_tried =
          "Nothing from {asked}, but at that time a mail to {recipient} was "
          "tried as {sender}, {how}. {rest}",
      .sender_login =
          "{rest} (sent by the login {user} with the sender {sender})",
      .rewritten = "{rest} ({asked} became {recipient})",
      .nearby_attempt =
          "No such mail arrived then, but one of {arrival} was still being "
          "tried. {rest}",
      .nearby_time = "At another time, {arrival}: {rest}",
      .nearby_recipient = "To another recipient: {rest}",
      .nearby_sender = "From another sender: {rest}",
      .nearby_refusal = "Near it, {time}: {rest}",
      .connect_timed_out = "connecting to {peer} timed out",
      .connect_refused = "{peer} refused the connection",
      .with_cause = "{why} ({cause})",
      .no_reason = "no reason in the log",

      .by_pickup = "submitted locally by uid {uid} ({user})",
      .by_pickup_uid = "submitted locally by uid {uid}",
      .by_client = "from {client}",
      .by_login = "from {client}, login {user}",
      .by_filter =
          "came back from the content filter (before: {queue_id} on {host})",
      .by_relay = "handed over by our server {host} ({queue_id} there)",
      .by_requeue = "put into the queue again (before: {queue_id})",
      .by_bounce = "a notification made by this server",
      .by_bounce_of = "a notification made by this server about {queue_id}",
      .by_forward = "forwarded by this server",
      .by_forward_of = "forwarded by this server (from {queue_id})",
      .unknown_way = "its beginning is not in the log",

      .mail_from_to = "no mail from {from} to {to}",
      .mail_from = "no mail from {from}",
      .mail_to = "no mail to {to}",
      .mail_any = "no such mail",
      .mail_of = "no mail from or to {address}",
      .mail_named = "no mail {id}",
      .at_time = "around {time}",
      .in_period = "from {since} to {until}",
      .at_any_time = "at any time",

      .covers =
          "The log read so far runs from {since} to {until}; mails in it: "
          "{mails}.",
      .covers_nothing = "No log line has been read.",
      .asked_before = "The time asked for lies before its beginning.",
      .asked_after = "The time asked for lies after its end.",
      .asked_partly = "The period asked for is covered only in part.",
      .envelope_only =
          "A log holds the envelope sender, not the From: header "
          "that people see.",

      .why = "Why",
      .whose = "Whose side",
      .scope = "How far it reaches",
      .to_do = "What to do",
      .more_remedies = "More: mailwhy rules show {cause}",
      .also = "Also",
      .how = "How it went",
      .lines = "Log lines",
      .others = "Other answers",
      .recipients = "Recipients of this mail",
      .chain = "The chain",
      .hop = "{queue_id} on {host}",
      .hop_from = "from {sender}",
      .hop_lost = "not in the log",
      .hop_more = "{n} more recipients",
      .hop_went_on = "went on as {queue_id}",
      .log = "What the log covers",
      .from = "From",
      .to = "To",
      .mail = "Mail",
      .likely = "likely",
      .not_known = "not known",
      .remote_reply = "The reply: {reply}",
      .check_matched = "The line that our {check} matched: {line}",

      .arrived = "arrived: {way}",
      .arrived_before = "arrived, worked out from the delay: {way}",
      .tried = "attempt {n}: {status} {dsn} {relay}",
      .tries_between = "{n} more attempts",
      .next_about = "next attempt, about",
      .next_was_due = "next attempt was due, about",
      .until_at_most = "Postfix gives up, at the latest",
      .went_on_trying =
          "Attempts in the log: {n}, the last {last}. Postfix went "
          "on trying by itself until then at most; how it ended "
          "is not in the log.",
      .goes_on_trying =
          "Tried {n} times, last {last}; Postfix goes on trying by "
          "itself.",
      .goes_on_after_one =
          "Tried once, {last}; Postfix goes on trying by itself.",
      .start_missing =
          "How this mail came in is not in the log, which begins at {since}.",
      .end_missing =
          "The log ends at {until}; the last that is known: {state}.",
      .untried =
          "Recipients of {queue_id} without an attempt in the log: {n} of "
          "{all}.",
      .went_on_as = "went on as {queue_id} on {host} ({kind})",
      .bounce_sent = "the sender was notified (bounce {queue_id})",
      .bounce_lost =
          "the notice to the sender did not arrive (bounce {queue_id}: "
          "{state})",
      .removed = "left the queue",
      .refused_at = "refused at {stage}",
      .held_at = "put on hold at {stage}",
      .discarded_at = "thrown away at {stage}",
      .login_refused = "login of {user} refused",

      .more_answers = "and {n} more (--limit shows more)",
      .more_lines = "... {n} lines left out (mailwhy trace {id} shows all)",
      .mail_line = "{queue_id} on {host}, {id}",
      .bytes = "{n} bytes",
      .recipients_summary = "{n} recipients",

      .next_delivered =
          "From here on it is the receiving side's: ask the administrator of "
          "{relay} what became of the mail.",
      .next_delivered_id =
          "From here on it is the receiving side's: ask the administrator of "
          "{relay} for the mail that was queued there as {id}.",
      .next_delivered_here =
          "It is in the mailbox of {recipient}, or was sorted by a filter "
          "rule there (Sieve, procmail).",
      .next_inside =
          "Look into the log of what listens at {relay}, or load the log in "
          "which {id} stands.",
      .next_spam_folder =
          "Look into the spam folder, and for filter rules "
          "that move or delete mail.",
      .next_queued = "See whether the queue moves.",
      .next_held = "See why it was held, then release it.",
      .next_load_older = "Load the older (rotated) logs of that time.",
      .next_load_newer = "Load the newer log, or wait until it is written.",
      .next_load_any = "Load the log first.",
      .next_reach =
          "See whether the client reached this server at all: look for its "
          "address in the log, and into the outbox of the mail program.",
      .next_reach_port =
          "Check the mail program's outgoing server, port (587 or 465) and "
          "login; many networks block port 25.",
      .next_other_host =
          "See whether the mail goes out through another server (the web "
          "host, the provider), and load that server's log.",
      .next_other_address =
          "Ask without the sender: applications and forwarders often send "
          "under another envelope sender than the From: header.",
      .next_wait = "Nothing yet: Postfix tries again by itself.",
      .next_both =
          "The refusal came at the greeting, before any sender was named: look "
          "into our own address as well, and mend both.",
      .comma = ", ",
      .colon = ": ",

      .nothing_of = "Nothing is known of {id}.",
      .no_failure = "This text tells of no failure.",
      .auto_reply = "This is an automatic reply, no bounce: the mail arrived.",
      .receipt = "This is a receipt, no bounce: the mail arrived.",
      .no_bounce = "This message is no bounce: it tells of no failure.",
      .subject = "Subject",
      .server = "Server",
      .reply = "Reply",
      .gives_up = "Gives up",
      .mail_at = "{queue_id} on {host}",
      .more_recipients =
          "{n} more recipients failed; --json has them all.",
      .report_of = "Mail from {since} to {until}",
      .report_empty = "No mail in this period.",
      .sum_mails = "{mails} mails to {deliveries} recipients.",
      .sum_states = "{states}.",
      .sum_refused = "Rejected attempts: {rejects}; refused logins: {logins}.",
      .by_state = "What became of them",
      .waiting = "Still waiting",
      .by_cause = "Failures by cause",
      .waiting_row = "{n} to {destination}, oldest {oldest}, newest {newest}",
      .cause_bounced = "bounced {n}",
      .cause_expired = "expired {n}",
      .cause_deferred = "deferred {n}",
      .cause_rejected = "rejected {n}",
      .example = "for example {id}: {sender} -> {recipient}",
      .load_done = "{lines} lines in {seconds} s (files: {files})",
      .load_found =
          "mails {mails}, deliveries {deliveries}, rejects {rejects}, sessions "
          "{sessions}",
      .load_again = "{n} lines were loaded before",
      .load_skipped =
          "passed by: {skipped} no log lines, {unrecognized} of "
          "an unknown kind, {other} of other programs",
      .load_kinds = "Lines by kind",
      .load_unknown =
          "Lines of an unknown kind: {n}. To see them: mailwhy load "
          "--unrecognized FILE PATH...",
  };
  return words;
}

}  // namespace mailwhy::report
