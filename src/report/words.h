// The phrases that mailwhy says, one set a language (words_en.cc, words_ja.cc).
// Whatever a cause says comes from patterns/, not from here. {name} in a phrase
// is filled in by Fill().
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "model/verdict.h"

namespace mailwhy::report {

struct Words {
  // Headlines: what became of the mail.
  const char* delivered_to;      // {relay}
  const char* delivered_as;      // {relay} {id}
  const char* delivered_here;    // {recipient} {agent}
  const char* delivered_inside;  // {relay} {id}
  const char* deferred;          // {why}
  const char* bounced;
  const char* expired;
  const char* rejected;         // {stage} {why}
  const char* rejected_plain;   // {why}
  const char* rejected_client;  // {client} {why}
  const char* discarded;
  const char* deleted;  // {why}: of the attempts before
  const char* deleted_untried;
  const char* held;
  const char* held_plain;
  const char* queued;
  const char* login_failed;          // {user} {purpose} {client} {why}
  const char* login_failed_unnamed;  // {purpose} {client} {why}
  const char* broken;                // {client} {why}
  const char* broken_fetch;          // {purpose} {client} {why}
  const char* timed_out;             // {client} {why}
  const char* no_tls;                // {client} {why}
  const char* never_arrived;         // {what} {when}
  const char* cannot_tell;           // {what} {when}
  const char* sender_differs;  // {asked} {recipient} {sender} {how} {rest}
  const char* sender_differs_tried;  // the same, of a refused attempt
  const char* sender_login;          // {rest} {user} {sender}
  const char* rewritten;             // {rest} {asked} {recipient}
  const char* nearby_attempt;        // {arrival} {rest}
  const char* nearby_time;           // {arrival} {rest}
  const char* nearby_recipient;      // {rest}
  const char* nearby_sender;         // {rest}
  const char* nearby_refusal;        // {time} {rest}
  const char* connect_timed_out;     // {peer}
  const char* connect_refused;       // {peer}
  const char* with_cause;            // {why} {cause}
  const char* no_reason;

  // How a mail came in.
  const char* by_pickup;      // {uid} {user}
  const char* by_pickup_uid;  // {uid}
  const char* by_client;      // {client}
  const char* by_login;       // {client} {user}
  const char* by_filter;      // {queue_id} {host}
  const char* by_relay;       // {queue_id} {host}
  const char* by_requeue;     // {queue_id} {host}
  const char* by_bounce;
  const char* by_bounce_of;  // {queue_id} {host}
  const char* by_forward;
  const char* by_forward_of;  // {queue_id} {host}
  const char* unknown_way;

  // What the question asked for.
  const char* mail_from_to;  // {from} {to}
  const char* mail_from;     // {from}
  const char* mail_to;       // {to}
  const char* mail_any;
  const char* mail_of;     // {address}
  const char* mail_named;  // {id}
  const char* at_time;     // {time}
  const char* in_period;   // {since} {until}
  const char* at_any_time;

  // searched.note
  const char* covers;  // {since} {until} {mails}
  const char* covers_nothing;
  const char* asked_before;
  const char* asked_after;
  const char* asked_partly;
  const char* envelope_only;

  // Labels.
  const char* why;
  const char* whose;
  const char* scope;
  const char* to_do;
  const char* more_remedies;  // {cause}
  const char* also;
  const char* how;
  const char* lines;
  const char* others;
  const char* recipients;
  const char* chain;
  const char* hop;       // {queue_id} {host}
  const char* hop_from;  // {sender}
  const char* hop_lost;
  const char* hop_more;     // {n}
  const char* hop_went_on;  // {queue_id}
  const char* log;
  const char* from;
  const char* to;
  const char* mail;
  const char* likely;
  const char* not_known;
  const char* remote_reply;   // {reply}
  const char* check_matched;  // {check} {line}

  // The timeline.
  const char* arrived;         // {way}
  const char* arrived_before;  // {way}
  const char* tried;           // {n} {status} {dsn} {relay}
  const char* tries_between;   // {n}
  const char* next_about;
  const char* next_was_due;
  const char* until_at_most;
  const char* went_on_trying;     // {n} {last}
  const char* goes_on_trying;     // {n} {last}
  const char* goes_on_after_one;  // {last}
  const char* start_missing;      // {since}
  const char* end_missing;        // {until} {state}
  const char* untried;            // {n} {all} {queue_id}
  const char* went_on_as;         // {kind} {queue_id} {host}
  const char* bounce_sent;        // {queue_id}
  const char* bounce_lost;        // {queue_id} {state}
  const char* removed;
  const char* refused_at;     // {stage}
  const char* held_at;        // {stage}
  const char* discarded_at;   // {stage}
  const char* login_refused;  // {user}

  // Other lines.
  const char* more_answers;        // {n}
  const char* more_lines;          // {n}
  const char* mail_line;           // {queue_id} {host} {arrival}
  const char* bytes;               // {n}
  const char* recipients_summary;  // {n}

  // What to do where no cause says it.
  const char* next_delivered;       // {relay}
  const char* next_delivered_id;    // {relay} {id}
  const char* next_delivered_here;  // {recipient}
  const char* next_inside;          // {relay} {id}
  const char* next_spam_folder;
  const char* next_queued;
  const char* next_held;  // {queue_id}
  const char* next_load_older;
  const char* next_load_newer;
  const char* next_load_any;
  const char* next_reach;
  const char* next_reach_port;
  const char* next_other_host;
  const char* next_other_address;
  const char* next_wait;
  const char* next_both;
  const char* comma;
  const char* colon;

  // trace, explain, report, load.
  const char* nothing_of;  // {id}
  const char* no_failure;
  const char* auto_reply;
  const char* receipt;
  const char* no_bounce;
  const char* subject;
  const char* server;
  const char* reply;
  const char* gives_up;
  const char* mail_at;          // {queue_id} {host}
  const char* more_recipients;  // {n}
  const char* report_of;  // {since} {until}
  const char* report_empty;
  const char* sum_mails;    // {mails} {deliveries}
  const char* sum_states;   // {states}
  const char* sum_refused;  // {rejects} {logins}
  const char* by_state;
  const char* waiting;
  const char* by_cause;
  const char* waiting_row;  // {n} {destination} {oldest} {newest}
  const char* cause_bounced;
  const char* cause_expired;
  const char* cause_deferred;
  const char* cause_rejected;
  const char* example;       // {id} {sender} {recipient}
  const char* load_done;     // {lines} {files} {seconds}
  const char* load_found;    // {mails} {deliveries} {rejects} {sessions}
  const char* load_again;    // {n}
  const char* load_skipped;  // {skipped} {unrecognized} {other}
  const char* load_kinds;
  const char* load_unknown;  // {n}
};

const Words& EnglishWords();
const Words& JapaneseWords();
const Words& WordsOf(Language language);

// INTERFACE's words for people: "our_network" -> "our network"; a word that
// there is no phrase for stays as it is.
std::string SideInWords(std::string_view side, Language language);
std::string WhoInWords(std::string_view who, Language language);
std::string StageInWords(std::string_view stage, Language language);
std::string VerdictInWords(std::string_view verdict, Language language);
// "to fetch mail (IMAP)" with a leading blank; "" where the service is unknown.
std::string PurposeInWords(std::string_view service, Language language);
// POP, IMAP, Sieve: no mail of anybody's is handed over there.
bool FetchesMail(std::string_view service);
std::string SessionInWords(std::string_view kind, Language language);
std::string LinkInWords(std::string_view kind, Language language);

using Values =
    std::initializer_list<std::pair<std::string_view, std::string_view>>;
// Puts the values in place of {name}; a value is never looked into again.
std::string Fill(std::string_view phrase, Values values);

}  // namespace mailwhy::report
