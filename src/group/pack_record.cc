#include "group/pack_record.h"

#include <array>

#include "group/fields.h"

namespace mailwhy::group {
namespace {

// Where the texts are, in their order; of a const record to be packed.
template <class AnyReject>
auto TextsOfReject(AnyReject& reject) {
  return std::array{
      &reject.host,        &reject.daemon,        &reject.service,
      &reject.queue_id,    &reject.action,        &reject.stage,
      &reject.client.name, &reject.client.ip,     &reject.client.port,
      &reject.helo,        &reject.recipient,     &reject.proto,
      &reject.sasl_method, &reject.sasl_username, &reject.code,
      &reject.dsn,         &reject.response,      &reject.preceded_by};
}

template <class AnySession>
auto TextsOfSession(AnySession& session) {
  return std::array{
      &session.host,          &session.daemon,    &session.service,
      &session.client.name,   &session.client.ip, &session.client.port,
      &session.kind,          &session.stage,     &session.sasl_method,
      &session.sasl_username, &session.response};
}

template <class Record>
void PackIdAndTime(Packer& packer, const Record& record) {
  packer.Number(static_cast<std::uint64_t>(record.id));
  packer.Number(static_cast<std::uint64_t>(record.at.at));
  packer.Number(static_cast<std::uint64_t>(record.at.offset_minutes + 1440));
  packer.Number(static_cast<std::uint64_t>(record.at.digits));
}

template <class Record>
void UnpackIdAndTime(Unpacker& unpacker, Record& record) {
  Timestamp& at = record.at;
  record.id = static_cast<Id>(unpacker.Number());
  at.at = static_cast<Micros>(unpacker.Number());
  at.offset_minutes = static_cast<decltype(at.offset_minutes)>(
      static_cast<int>(unpacker.Count(2880)) - 1440);
  at.digits = static_cast<decltype(at.digits)>(unpacker.Count(6));
}

template <class Texts>
void PackRest(Packer& packer, const Texts& texts,
              const std::vector<LineRef>& evidence) {
  for (const std::string* text : texts) packer.Text(*text);
  packer.Number(evidence.size());
  for (const LineRef line : evidence) packer.Number(line);
}

template <class Texts>
void UnpackRest(Unpacker& unpacker, const Texts& texts,
                std::vector<LineRef>& evidence) {
  constexpr std::uint64_t kMostLines = 1000;
  for (std::string* text : texts) *text = unpacker.Text();
  for (std::uint64_t n = unpacker.Count(kMostLines); n > 0; --n) {
    AddEvidence(evidence, unpacker.Number());
  }
}

}  // namespace

void PackReject(Packer& packer, const Reject& reject) {
  PackIdAndTime(packer, reject);
  packer.Number(reject.sender ? 1 : 0);
  packer.Text(reject.sender.value_or(""));
  PackRest(packer, TextsOfReject(reject), reject.evidence);
}

Reject UnpackReject(Unpacker& unpacker) {
  Reject reject;
  UnpackIdAndTime(unpacker, reject);
  const bool sender_given = unpacker.Number() != 0;
  const std::string_view sender = unpacker.Text();
  if (sender_given) reject.sender = std::string(sender);
  UnpackRest(unpacker, TextsOfReject(reject), reject.evidence);
  return reject;
}

void PackSession(Packer& packer, const Session& session) {
  PackIdAndTime(packer, session);
  PackRest(packer, TextsOfSession(session), session.evidence);
}

Session UnpackSession(Unpacker& unpacker) {
  Session session;
  UnpackIdAndTime(unpacker, session);
  UnpackRest(unpacker, TextsOfSession(session), session.evidence);
  return session;
}

}  // namespace mailwhy::group
