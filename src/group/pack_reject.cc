#include "group/pack_reject.h"

#include "group/fields.h"

namespace mailwhy::group {
namespace {

Timestamp UnpackTime(Unpacker& unpacker) {
  Timestamp at;
  at.at = static_cast<Micros>(unpacker.Number());
  at.offset_minutes = static_cast<decltype(at.offset_minutes)>(
      static_cast<int>(unpacker.Count(2880)) - 1440);
  at.digits = static_cast<decltype(at.digits)>(unpacker.Count(6));
  return at;
}

}  // namespace

void PackReject(Packer& packer, const Reject& reject) {
  packer.Number(static_cast<std::uint64_t>(reject.id));
  packer.Number(static_cast<std::uint64_t>(reject.at.at));
  packer.Number(static_cast<std::uint64_t>(reject.at.offset_minutes + 1440));
  packer.Number(static_cast<std::uint64_t>(reject.at.digits));
  packer.Number(reject.sender ? 1 : 0);
  packer.Text(reject.sender.value_or(""));
  for (const std::string* text :
       {&reject.host, &reject.daemon, &reject.service, &reject.action,
        &reject.stage, &reject.client.name, &reject.client.ip,
        &reject.client.port, &reject.helo, &reject.recipient, &reject.proto,
        &reject.sasl_method, &reject.sasl_username, &reject.code, &reject.dsn,
        &reject.response, &reject.preceded_by}) {
    packer.Text(*text);
  }
  packer.Number(reject.evidence.size());
  for (const LineRef line : reject.evidence) packer.Number(line);
}

Reject UnpackReject(Unpacker& unpacker) {
  constexpr std::uint64_t kMostLines = 1000;
  Reject reject;
  reject.id = static_cast<Id>(unpacker.Number());
  reject.at = UnpackTime(unpacker);
  const bool sender_given = unpacker.Number() != 0;
  const std::string_view sender = unpacker.Text();
  if (sender_given) reject.sender = std::string(sender);
  for (std::string* text :
       {&reject.host, &reject.daemon, &reject.service, &reject.action,
        &reject.stage, &reject.client.name, &reject.client.ip,
        &reject.client.port, &reject.helo, &reject.recipient, &reject.proto,
        &reject.sasl_method, &reject.sasl_username, &reject.code, &reject.dsn,
        &reject.response, &reject.preceded_by}) {
    *text = unpacker.Text();
  }
  for (std::uint64_t n = unpacker.Count(kMostLines); n > 0; --n) {
    AddEvidence(reject.evidence, unpacker.Number());
  }
  return reject;
}

}  // namespace mailwhy::group
