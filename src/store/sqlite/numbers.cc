#include "store/sqlite/numbers.h"

#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

// Only what cannot be mistaken for a cause's id or a word of ours.
std::string_view Distinct(std::string_view value) {
  const bool distinct = value.find_first_of("@.:") != std::string_view::npos;
  return distinct ? value : std::string_view();
}

Known Distinct(const Known& known) {
  return {Distinct(known.recipient), Distinct(known.ip),
          Distinct(known.name),      Distinct(known.remote_queue_id),
          Distinct(known.sender),    Distinct(known.helo)};
}

}  // namespace

Numbers::Numbers(Db& db)
    : words_(db, "word"),
      domains_(db, "domain"),
      addresses_(db, domains_),
      peers_(db),
      intakes_(db, "intake",
               {"host", "instance", "origin", "uid", "user", "sasl_method"}),
      outcomes_(db, "outcome",
                {"agent", "status", "dsn", "cause", "tls", "reply"}),
      occasions_(db, "occasion",
                 {"host", "daemon", "service", "kind", "stage", "proto",
                  "sasl_method", "code", "dsn", "reply"}),
      verdicts_(db, "verdict", {"cause", "rest"}) {}

Number Numbers::Word(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return words_.Of(text);
}

Number Numbers::Domain(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return domains_.Of(text);
}

Number Numbers::Address(std::string_view address) {
  if (address.empty()) return std::nullopt;
  return addresses_.Of(address);
}

Number Numbers::Sender(const std::optional<std::string>& sender) {
  if (!sender) return std::nullopt;
  return addresses_.Of(*sender);
}

Number Numbers::PeerOf(const Peer& peer, std::string_view helo,
                       bool with_port) {
  const auto port = with_port ? std::string_view(peer.port) : "";
  const PeerKey key{peer.name, peer.ip, port, helo};
  const bool empty = key.name.empty() && key.ip.empty() && key.port.empty() &&
                     key.helo.empty();
  if (empty) return std::nullopt;
  return peers_.Of(key);
}

Number Numbers::VerdictOf(const Verdict& verdict, const Known& known) {
  const std::string rest = WriteVerdict(verdict);
  if (verdict.cause.empty() && rest.empty()) return std::nullopt;
  const std::string text = TakeApart(rest, Distinct(known), false).text;
  return verdicts_.Of({verdict.cause, text}, [&] {
    return std::vector<Number>{Word(verdict.cause), Word(text)};
  });
}

std::int64_t Numbers::Intake(const Mail& mail) {
  const std::string uid =
      mail.origin_uid >= 0 ? std::to_string(mail.origin_uid) : "";
  return intakes_.Of({mail.host, mail.instance, mail.origin, uid,
                      mail.origin_user, mail.sasl_method},
                     [&] {
                       Number number;
                       if (mail.origin_uid >= 0) number = mail.origin_uid;
                       return std::vector<Number>{
                           Word(mail.host),        Word(mail.instance),
                           Word(mail.origin),      number,
                           Word(mail.origin_user), Word(mail.sasl_method)};
                     });
}

std::vector<Number> Numbers::Words(TupleDictionary::Texts texts) {
  std::vector<Number> words;
  for (const std::string_view text : texts) words.push_back(Word(text));
  return words;
}

std::int64_t Numbers::OfWords(TupleDictionary& tuples,
                              TupleDictionary::Texts texts) {
  return tuples.Of(texts, [&] { return Words(texts); });
}

std::int64_t Numbers::Outcome(const Attempt& attempt, std::string_view reply) {
  return OfWords(outcomes_, {attempt.agent, attempt.status, attempt.dsn,
                             attempt.cause, attempt.tls, reply});
}

std::int64_t Numbers::Occasion(const Reject& reject, std::string_view reply) {
  return OfWords(
      occasions_,
      {reject.host, reject.daemon, reject.service, reject.action, reject.stage,
       reject.proto, reject.sasl_method, reject.code, reject.dsn, reply});
}

std::int64_t Numbers::Occasion(const Session& session, std::string_view reply) {
  return OfWords(occasions_,
                 {session.host, session.daemon, session.service, session.kind,
                  session.stage, "", session.sasl_method, "", "", reply});
}

void Numbers::Forget() {
  words_.Forget();
  domains_.Forget();
  addresses_.Forget();
  peers_.Forget();
  intakes_.Forget();
  outcomes_.Forget();
  occasions_.Forget();
  verdicts_.Forget();
}

}  // namespace mailwhy::store::sqlite
