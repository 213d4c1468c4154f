#include "group/grouper.h"

#include <algorithm>
#include <deque>

#include "group/ahead.h"
#include "group/companions.h"
#include "group/context.h"
#include "group/deliveries.h"
#include "group/fields.h"
#include "group/hosts.h"
#include "group/links.h"
#include "group/logins.h"
#include "group/mail_table.h"
#include "group/mailbox.h"
#include "group/merge.h"
#include "group/place.h"
#include "group/rejects.h"
#include "group/repeats.h"
#include "group/sessions.h"
#include "group/unsaid.h"

namespace mailwhy::group {
namespace {

constexpr std::uint64_t kMemoryVersion = 4;
// Of one mail; Postfix itself writes a few for each recipient and attempt.
constexpr std::size_t kMaxEvidence = 250'000;

// Lines that explain a later one of the same process.
bool IsRemark(const Event& event) {
  switch (event.kind) {
    case LineKind::kConnectFailed:
    case LineKind::kHostnameMismatch:
    case LineKind::kHostSaid:
    case LineKind::kTrouble:
    case LineKind::kTlsFailed:
    case LineKind::kWarning:
      return true;
    default:
      return false;
  }
}

bool IsOfNoStory(LineKind kind) {
  return kind == LineKind::kNotALog || kind == LineKind::kOtherProgram ||
         kind == LineKind::kService || kind == LineKind::kCompanion;
}

// Lines of one failed login.
bool TellsOfFailedLogin(LineKind kind) {
  return kind == LineKind::kSaslFailed || kind == LineKind::kLoginFailed ||
         kind == LineKind::kLoginReason;
}

// An older log told more than the rest of the mail, which was read before.
bool ComesFirst(const Event& event, const Tracked& tracked) {
  return tracked.before && event.time.at <= tracked.before->first_seen;
}

// smtpd's proxy-accept names the mail that the filter brought to the queue.
bool IsProxyAccept(const Event& event) {
  return event.kind == LineKind::kService && event.action == "proxy-accept" &&
         !event.linked_queue_id.empty();
}

// smtpd's that tell where a session or a mail begins or ends.
bool IsOfSession(LineKind kind) {
  return kind == LineKind::kClient || kind == LineKind::kConnect ||
         kind == LineKind::kDisconnect;
}

// Whether smtpd may have told of it just before the mail had a queue ID.
bool MayBegin(const Reject& reject, const Tracked& tracked) {
  const Mail& mail = tracked.mail;
  const Micros apart = mail.first_seen.at - reject.at.at;
  const bool senders =
      !mail.sender || !reject.sender || *mail.sender == *reject.sender;
  return mail.origin == "smtpd" && senders && apart >= 0 &&
         apart <= Ahead::kLifetime;
}

// What rejects and sessions are told apart by, beside their second.
std::string MadeFrom(const Event& event, char kind) {
  std::string made_from(event.host);
  made_from.append(1, '\0').append(1, kind).append(event.program);
  made_from.append(1, '\0').append(std::to_string(event.pid));
  made_from.append(1, '\0').append(event.text);
  return made_from;
}

}  // namespace

struct Grouper::State {
  State(Recall& recall, const Limits& the_limits)
      : limits(the_limits),
        table(recall, the_limits),
        links(table, hosts),
        companions(table, hosts) {}

  void Add(const Event& event, LineRef line);
  void AddReject(const Event& event, LineRef line);
  void AddUnsaid(const Event& event, LineRef line);
  void AddSession(const Event& event, LineRef line);
  void AddSaying(const Event& event, LineRef line);
  template <class T>
  static void Replace(T&& told_anew, std::deque<T>& known);
  const std::vector<const Remark*>& RemarksFor(const Event& event);
  void AddToMail(const Event& event, LineRef line, const Reject* reject);
  void AddProxied(const Event& event, LineRef line);
  Place Find(const Event& event, Chain& chain);
  Tracked& TrackedAt(const Place& place, const Event& event, Chain& chain);
  void Write(const Event& event, LineRef line, const Reject* reject,
             Tracked& tracked);
  void WriteAttempt(const Event& event, Tracked& tracked);
  void WriteAhead(const Event& event, Mail& mail);
  void WriteAhead(Reject&& reject, Mail& mail);
  void AddAheadOfOtherLog();
  bool WasTold(const Event& event, const Reject& reject, const Host& host);
  void WriteMessageId(const Event& event, Mail& mail);

  Limits limits;
  Hosts hosts;
  MailTable table;
  Links links;
  Context context;
  Companions companions;
  Logins logins;
  Ahead ahead;
  Repeats repeats;
  Unsaid unsaid;
  std::vector<const Remark*> remarks;  // of both
  Doubts doubts;
  std::deque<Reject> rejects;  // new since the last Settle
  std::deque<Session> sessions;
};

void Grouper::State::Add(const Event& event, LineRef line) {
  if (IsProxyAccept(event)) AddProxied(event, line);
  if (IsOfNoStory(event.kind)) return;
  if (IsSaying(event.kind)) return AddSaying(event, line);
  Host& host = hosts.Of(event.host);
  host.Reach(event.time.at);
  if (event.kind == LineKind::kQueueActive) host.AddQueue(event.instance);
  if (IsOfSession(event.kind)) ahead.NoteStart(event, host);
  if (event.kind == LineKind::kReject) {
    AddReject(event, line);
  } else {
    if (!event.queue_id.empty()) AddToMail(event, line, nullptr);
    AddSession(event, line);
  }
  AddUnsaid(event, line);
  if (IsRemark(event)) context.Add(event, line);
  if (event.kind == LineKind::kDisconnect) {
    context.Forget(event);
    ahead.Forget(event);
  }
}

void Grouper::State::AddReject(const Event& event, LineRef line) {
  if (auto again = repeats.Again(event, line)) {
    AddToMail(event, line, &*again);
    return Replace(std::move(*again), rejects);
  }
  Reject told = RejectOf(event, line, RemarksFor(event));
  if (WasTold(event, told, hosts.Of(event.host))) {
    return AddToMail(event, line, &told);
  }
  rejects.push_back(std::move(told));
  Reject& reject = rejects.back();
  reject.id = table.NewEventId(event.time.at, MadeFrom(event, 'r'));
  if (!event.queue_id.empty()) AddToMail(event, line, &reject);
  ahead.Note(event, reject);
  repeats.Note(event, reject);
}

void Grouper::State::AddUnsaid(const Event& event, LineRef line) {
  const bool may_be = event.kind == LineKind::kDisconnect ||
                      event.kind == LineKind::kScreen ||
                      event.kind == LineKind::kReject;
  if (!may_be) return;
  auto reject = unsaid.Of(event, line, context.For(event));
  if (!reject) return;
  reject->id = table.NewEventId(reject->at.at, MadeFrom(event, 'r'));
  rejects.push_back(std::move(*reject));
}

void Grouper::State::AddSession(const Event& event, LineRef line) {
  if (!MayBeSession(event)) return;
  if (event.kind == LineKind::kLogin && !logins.IsNews(event)) return;
  auto session = SessionOf(event, line, context.For(event));
  if (!session) return;
  const bool login = TellsOfFailedLogin(event.kind);
  if (login) logins.Join(event, *session);
  const bool known = session->id != 0;
  if (!known) {
    session->id = table.NewEventId(event.time.at, MadeFrom(event, 's'));
  }
  if (login) logins.Note(event, *session);
  if (known) return Replace(std::move(*session), sessions);
  sessions.push_back(std::move(*session));
}

// An earlier line told of the same one, since the last Settle or before.
template <class T>
void Grouper::State::Replace(T&& told_anew, std::deque<T>& known) {
  const auto same =
      std::find_if(known.rbegin(), known.rend(),
                   [&](const T& each) { return each.id == told_anew.id; });
  if (same != known.rend()) {
    *same = std::move(told_anew);
  } else {
    known.push_back(std::move(told_anew));
  }
}

// Before or after the mail's own line that it explains.
void Grouper::State::AddSaying(const Event& event, LineRef line) {
  Event of_mail = event;
  const std::string queue_id = companions.QueueIdOf(event);
  of_mail.queue_id = queue_id;
  if (!queue_id.empty()) AddToMail(of_mail, line, nullptr);
  companions.Say(event, queue_id, line);
}

const std::vector<const Remark*>& Grouper::State::RemarksFor(
    const Event& event) {
  const auto& own = context.For(event);
  if (companions.empty()) return own;
  remarks = own;
  companions.AddFor(event, remarks);
  return remarks;
}

void Grouper::State::AddToMail(const Event& event, LineRef line,
                               const Reject* reject) {
  Chain& chain =
      table.ChainOf(event.host, event.queue_id, hosts.Of(event.host));
  const Place place = Find(event, chain);
  if (place.what == Place::What::kNone) return table.DropIfEmpty(chain);
  Tracked& tracked = TrackedAt(place, event, chain);
  NoteReading(*chain.host, tracked);
  Write(event, line, reject, tracked);
  table.Reorder(chain);
  table.Changed(chain, tracked);
}

void Grouper::State::AddProxied(const Event& event, LineRef line) {
  Chain& chain =
      table.ChainOf(event.host, event.linked_queue_id, hosts.Of(event.host));
  const Place place = Find(event, chain);
  if (place.what != Place::What::kJoin) return table.DropIfEmpty(chain);
  Tracked& tracked = *chain.mails[place.index];
  ApplyProxied(event, tracked.mail);
  Write(event, line, nullptr, tracked);
  table.Reorder(chain);
  table.Changed(chain, tracked);
}

Place Grouper::State::Find(const Event& event, Chain& chain) {
  const Place place = PlaceOf(chain, event, limits.settle);
  if (place.what != Place::What::kAskRecall) return place;
  table.Complete(chain);
  return PlaceOf(chain, event, limits.settle);
}

Tracked& Grouper::State::TrackedAt(const Place& place, const Event& event,
                                   Chain& chain) {
  using What = Place::What;
  if (place.what == What::kJoin || place.what == What::kStartOf) {
    Tracked& tracked = *chain.mails[place.index];
    if (place.what == What::kStartOf) tracked.mail.start_missing = false;
    return tracked;
  }
  Tracked& tracked = table.Begin(chain, event.time, event.text);
  tracked.mail.instance = event.instance;
  tracked.mail.start_missing = place.what == What::kBeginLate;
  links.Begun(event, tracked.mail);
  doubts.Note(chain, event.time.at);
  return tracked;
}

void Grouper::State::Write(const Event& event, LineRef line,
                           const Reject* reject, Tracked& tracked) {
  Mail& mail = tracked.mail;
  Apply(event, tracked);
  if (event.kind == LineKind::kDelivery) WriteAttempt(event, tracked);
  if (event.kind == LineKind::kMessageId) {
    if (ComesFirst(event, tracked)) mail.start_missing = false;
    WriteMessageId(event, mail);
    companions.NoteMessageId(event);
  }
  if (event.kind == LineKind::kClient) WriteAhead(event, mail);
  if (reject != nullptr) ApplyReject(*reject, mail);
  if (event.kind == LineKind::kMailbox) ApplyMailbox(event, mail);
  if (event.kind == LineKind::kQueueActive && !companions.empty()) {
    for (const LineRef asked : companions.TakeLetIn(event, mail)) {
      AddEvidence(mail.evidence, asked);
    }
  }
  links.Follow(event, mail);
  mail.first_seen = std::min(mail.first_seen, event.time);
  mail.last_seen = std::max(mail.last_seen, event.time);
  if (mail.evidence.size() < kMaxEvidence) AddEvidence(mail.evidence, line);
}

void Grouper::State::WriteAttempt(const Event& event, Tracked& tracked) {
  const auto& said = RemarksFor(event);
  AddAttempt(event, said, table, tracked);
  for (const Remark* remark : said) {
    AddEvidence(tracked.mail.evidence, remark->line);
  }
  const std::string_view outcome = companions.OutcomeOf(event);
  if (!outcome.empty()) ApplyMailbox(event, outcome, tracked.mail);
  context.UsedUp(event);
}

// What was done with the mail before it had its queue ID.
void Grouper::State::WriteAhead(const Event& event, Mail& mail) {
  for (Reject& reject : ahead.TakeFor(event)) {
    WriteAhead(std::move(reject), mail);
  }
}

void Grouper::State::WriteAhead(Reject&& reject, Mail& mail) {
  ApplyReject(reject, mail);
  mail.first_seen = std::min(mail.first_seen, reject.at);
  for (const LineRef line : reject.evidence) {
    AddEvidence(mail.evidence, line);
  }
  Replace(std::move(reject), rejects);
}

// The end of a log, whose other half was read before.
void Grouper::State::AddAheadOfOtherLog() {
  for (Reject& reject : ahead.TakeForOtherLog(hosts)) {
    Chain& chain =
        table.ChainOf(reject.host, reject.queue_id, hosts.Of(reject.host));
    table.Complete(chain);
    const auto began_then =
        std::find_if(chain.mails.begin(), chain.mails.end(),
                     [&](const auto& each) { return MayBegin(reject, *each); });
    if (began_then == chain.mails.end()) {
      table.DropIfEmpty(chain);
      continue;
    }
    Tracked& tracked = **began_then;
    WriteAhead(std::move(reject), tracked.mail);
    table.Reorder(chain);
    table.Changed(chain, tracked);
  }
}

// A refusal told again and again, of which another log, read before, had the
// rest: that one stands for all.
bool Grouper::State::WasTold(const Event& event, const Reject& reject,
                             const Host& host) {
  if (!host.back || event.queue_id.empty() || !Refuses(reject.action)) {
    return false;
  }
  return table.IsStored(MakeId(event.time.at, MadeFrom(event, 'r')));
}

// The first one; a resent mail's own only where there is no other.
void Grouper::State::WriteMessageId(const Event& event, Mail& mail) {
  const std::string_view resent = ExtraOf(event, "resent-message-id");
  if (!resent.empty()) {
    if (!mail.message_id.empty()) return;
    mail.message_id = resent;
    return context.NoteResent(event, resent);
  }
  // What began here has no earlier line.
  const bool began_here = mail.origin == "bounce" || mail.origin == "forward";
  if (began_here) mail.start_missing = false;
  if (mail.message_id.empty() || context.WasResent(event, mail.message_id)) {
    mail.message_id = event.message_id;
  }
}

Grouper::Grouper(Recall& recall, const Limits& limits)
    : state_(std::make_unique<State>(recall, limits)) {}

Grouper::~Grouper() = default;

void Grouper::StoredUntil(Micros at) {
  state_->hosts.StoredUntil(at);
  state_->table.StoredUntil(at);
}

std::string Grouper::Memory() const {
  Packer packer;
  packer.Number(kMemoryVersion);
  state_->hosts.Pack(packer);
  state_->links.Pack(packer);
  state_->context.Pack(packer);
  state_->companions.Pack(packer);
  state_->logins.Pack(packer);
  state_->ahead.Pack(packer);
  state_->repeats.Pack(packer);
  state_->unsaid.Pack(packer);
  state_->doubts.Pack(packer);
  return packer.Take();
}

void Grouper::Remember(std::string_view memory) {
  Unpacker unpacker(memory);
  if (unpacker.Number() != kMemoryVersion) return;
  state_->hosts.Unpack(unpacker);
  state_->links.Unpack(unpacker);
  state_->context.Unpack(unpacker);
  state_->companions.Unpack(unpacker);
  state_->logins.Unpack(unpacker);
  state_->ahead.Unpack(unpacker);
  state_->repeats.Unpack(unpacker);
  state_->unsaid.Unpack(unpacker);
  state_->doubts.Unpack(unpacker);
}

void Grouper::Add(const Event& event, LineRef line) {
  state_->Add(event, line);
}

void Grouper::EndOfLog() {
  state_->doubts.Settle(state_->table, state_->hosts);
  state_->AddAheadOfOtherLog();
  state_->hosts.EndOfLog();
}

Changes Grouper::Take() {
  Changes changes;
  for (Tracked* tracked : state_->table.changed()) {
    Finish(*tracked);
    changes.mails.push_back(&tracked->mail);
  }
  state_->table.AddLeaving(changes.leaving);
  for (Reject& reject : state_->rejects) changes.rejects.push_back(&reject);
  for (Session& session : state_->sessions) {
    changes.sessions.push_back(&session);
  }
  return changes;
}

void Grouper::Settle() {
  state_->table.Settle();
  state_->rejects.clear();
  state_->sessions.clear();
}

}  // namespace mailwhy::group
