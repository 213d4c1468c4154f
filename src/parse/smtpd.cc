// smtpd: sessions and their endings (Postfix smtpd.c, smtpd_sasl_glue.c). Its
// rejects are in reject.cc.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/fields.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// "name[ip] ehlo=1 auth=0/1 commands=1/2"
LineKind ReadDisconnect(std::string_view text, Event& event) {
  event.peer = TakePeer(&text);
  Cursor cursor(text);
  cursor.SkipAll(' ');
  FieldReader reader(cursor.rest(), FieldReader::Between::kEither);
  ReadFields(reader, event);
  return LineKind::kDisconnect;
}

LineKind ReadClient(std::string_view text, Event& event) {
  FieldReader reader(text, FieldReader::Between::kComma);
  std::string_view key;
  while (reader.Key(&key)) {
    const std::string_view value = reader.Value();
    if (key == "client") {
      event.peer = ReadPeer(value);
    } else {
      SetField(key, value, event);
    }
  }
  return LineKind::kClient;
}

// "DATA (12 bytes) from CLIENT", and since 3.10 perhaps "; from=<> to=<> ...".
void ReadEnding(std::string_view text, Event& event) {
  text = TakeTrailer(text, event);
  const std::size_t from = FindLast(text, " from ");
  if (from == kNowhere) {
    event.stage = text;
    return;
  }
  event.peer = ReadPeer(text.substr(from + 6));
  std::string_view stage = text.substr(0, from);
  const std::size_t open = stage.rfind(" (");
  if (open != kNowhere && stage.ends_with(" bytes)")) {
    AddExtra("bytes", Cursor(stage.substr(open + 2)).TakeDigits(), event);
    stage = stage.substr(0, open);
  }
  event.stage = stage;
}

// "improper command pipelining after DATA from CLIENT: text"
LineKind ReadPipelining(std::string_view text, Event& event) {
  Cursor cursor(text);
  std::string_view stage;
  if (cursor.TakePast(" from ", &stage)) {
    event.stage = stage;
    std::string_view rest = cursor.rest();
    event.peer = TakePeer(&rest);
  }
  return LineKind::kProtocol;
}

LineKind ReadSession(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (cursor.Skip("connect from ")) {
    event.peer = ReadPeer(cursor.rest());
    return LineKind::kConnect;
  }
  if (cursor.Skip("disconnect from ")) {
    return ReadDisconnect(cursor.rest(), event);
  }
  if (cursor.Skip("client=")) return ReadClient(text, event);
  LineKind kind = LineKind::kUnrecognized;
  if (cursor.Skip("lost connection after ")) {
    kind = LineKind::kLostConnection;
  } else if (cursor.Skip("timeout after ")) {
    kind = LineKind::kTimeout;
  } else if (cursor.Skip("too many errors after ")) {
    kind = LineKind::kTooManyErrors;
  } else if (cursor.Skip("bare <LF> received after ")) {  // 3.9
    kind = LineKind::kProtocol;
  } else if (cursor.Skip("improper command pipelining after ")) {
    event.response = text;
    return ReadPipelining(cursor.rest(), event);
  }
  if (kind == LineKind::kUnrecognized) return kind;
  event.response = text;
  ReadEnding(cursor.rest(), event);
  return kind;
}

// "CLIENT: SASL LOGIN authentication failed: reason, sasl_username=u";
// "aborted". False where the text is none; reason and name are the client's
// words.
bool ReadSasl(std::string_view text, Event& event) {
  const std::size_t at = text.find("]: SASL ");
  if (at == kNowhere || text.substr(0, at).find(' ') != kNowhere) return false;
  Cursor cursor(text.substr(at + 8));
  const std::string_view method = cursor.TakeUntil(' ');
  if (!cursor.Skip(" authentication ")) return false;
  event.peer = ReadPeer(text.substr(0, at + 1));
  event.sasl_method = method;
  event.stage = "AUTH";
  if (cursor.Skip("failed: ") || cursor.Skip("failed:")) {
    event.response = cursor.rest();
  } else {
    event.response = cursor.rest();  // "aborted", "failed"
  }
  const std::size_t name = event.response.rfind(", sasl_username=");
  if (name != kNowhere) {
    const std::string_view given = event.response.substr(name + 16);
    if (given != "(unavailable)") event.sasl_username = BareAddress(given);
    event.response = event.response.substr(0, name);
  }
  return true;
}

// "Connection rate limit exceeded: 61 from CLIENT for service smtp"
bool ReadRateLimit(std::string_view text, Event& event) {
  constexpr std::string_view kMark = " limit exceeded: ";
  const std::size_t at = text.find(kMark);
  if (at == kNowhere || at > 60) return false;
  Cursor cursor(text.substr(at + kMark.size()));
  const std::string_view count = cursor.TakeDigits();
  if (count.empty() || !cursor.Skip(" from ")) return false;
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  event.response = text;
  AddExtra("count", count, event);
  if (rest.starts_with(" for service ")) {
    AddExtra("service", rest.substr(13), event);
  }
  return true;
}

// "hostname H does not resolve to address IP: Name or service not known"
bool ReadHostname(std::string_view text, Event& event) {
  constexpr std::string_view kMark = " does not resolve to address ";
  Cursor cursor(text);
  std::string_view name;
  if (!cursor.Skip("hostname ") || !cursor.TakePast(kMark, &name)) return false;
  event.peer.name = name;
  const std::string_view rest = cursor.rest();
  const std::size_t end = std::min(rest.find(": "), rest.size());
  event.peer.ip = rest.substr(0, end);
  event.response = text;
  return true;
}

// "non-SMTP command from CLIENT: text", "Illegal address syntax from CLIENT in
// MAIL command: <text>", "bad ETRN text from CLIENT".
bool ReadProtocol(std::string_view text, Event& event) {
  constexpr std::string_view kBegins[] = {"non-SMTP command from ",
                                          "Illegal address syntax from ",
                                          "improper command pipelining after ",
                                          "malformed BDAT command syntax ",
                                          "null BDAT request ",
                                          "BDAT request from ",
                                          "bad ETRN ",
                                          "reject: ETRN ",
                                          "Refusing STARTTLS request from ",
                                          "Refusing TLS service request from ",
                                          "SASL exchange aborted from "};
  if (!BeginsWithOne(text, kBegins)) return false;
  const std::size_t from = text.find(" from ");
  if (from != kNowhere) {
    std::string_view rest = text.substr(from + 6);
    event.peer = TakePeer(&rest);
    Cursor cursor(rest);
    if (cursor.Skip(" in ")) event.stage = cursor.TakeUntil(' ');
  }
  event.response = text;
  return true;
}

// Before 2.8: "IP: hostname H verification failed: reason", "IP: address not
// listed for hostname H".
bool ReadOldHostname(std::string_view text, Event& event) {
  Cursor cursor(text);
  std::string_view ip;
  if (!cursor.TakePast(": ", &ip) || ip.find(' ') != kNowhere) return false;
  const bool failed = cursor.Skip("hostname ");
  if (failed) {
    if (cursor.rest().find(" verification failed") == kNowhere) return false;
  } else if (!cursor.Skip("address not listed for hostname ")) {
    return false;
  }
  event.peer.name = cursor.TakeUntil(' ');
  event.peer.ip = ip;
  event.response = text;
  return true;
}

// Before 3.7: "CLIENT sent message content instead of SMTP command: text".
bool ReadOldNonSmtp(std::string_view text, Event& event) {
  const std::size_t sent = text.find(" sent ");
  if (sent == kNowhere || sent == 0 || text[sent - 1] != ']' ||
      text.find(" instead of SMTP command: ", sent) == kNowhere) {
    return false;
  }
  event.peer = ReadPeer(text.substr(0, sent));
  event.response = text;
  return true;
}

LineKind ReadWarning(std::string_view text, Event& event) {
  if (ReadSasl(text, event)) return LineKind::kSaslFailed;
  if (ReadHostname(text, event)) return LineKind::kHostnameMismatch;
  if (ReadOldHostname(text, event)) return LineKind::kHostnameMismatch;
  if (ReadRateLimit(text, event)) return LineKind::kRateLimit;
  if (ReadOldNonSmtp(text, event)) return LineKind::kProtocol;
  return LineKind::kUnrecognized;
}

// "NOQUEUE: abort: TLS from CLIENT: reason", "Wrapper-mode request dropped from
// CLIENT for service smtps. TLS context initialization failed. ..."
bool ReadAbort(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (!cursor.Skip("abort: TLS from ") &&
      !cursor.Skip("Wrapper-mode request dropped from ")) {
    return false;
  }
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  event.stage = "STARTTLS";
  event.response = text;
  return true;
}

// Lines of smtpd, and of the Cyrus SASL library within it, that are no
// warnings by their words.
constexpr auto kTalk = std::to_array<std::string_view>({
    "Relaying allowed for ",
    "mapping DSN status ",
    "sql_select option missing",
    "auxpropfunc error ",
    "sql auxprop plugin ",
    "sql plugin ",
    "DIGEST-MD5 ",
    "CRAM-MD5 ",
    "NTLM ",
    "GSSAPI ",
    "entropy ",
});
constexpr auto kComplaints = std::to_array<std::string_view>({
    "in parameter ",  // no relay restriction works: smtpd ends
    "unable to open Berkeley db ",
    "could not find auxprop plugin",
    "no secret in database",
});

LineKind ReadRemark(std::string_view text, Event& event) {
  if (!event.queue_id.empty()) return LineKind::kUnrecognized;
  if (BeginsWithOne(text, kComplaints)) {
    event.response = text;
    return LineKind::kWarning;
  }
  return BeginsWithOne(text, kTalk) ? LineKind::kService
                                    : LineKind::kUnrecognized;
}

}  // namespace

LineKind ReadSmtpd(std::string_view text, Event& event) {
  const LineKind session = ReadSession(text, event);
  if (session != LineKind::kUnrecognized) return session;
  // Before 3.10 proxy-accept and -reject have no NOQUEUE before them.
  const bool of_mail =
      event.noqueue || !event.queue_id.empty() || text.starts_with("proxy-");
  if (of_mail && IsAction(text)) return ReadReject(text, event);
  if (of_mail && ReadRemoved(text, event)) return LineKind::kRemoved;
  if (ReadRefusal(text, event)) return LineKind::kReject;
  if (ReadAbort(text, event)) return LineKind::kTlsFailed;
  if (event.warning) {
    const LineKind warned = ReadWarning(text, event);
    if (warned != LineKind::kUnrecognized) return warned;
  }
  if (ReadProtocol(text, event)) return LineKind::kProtocol;
  const LineKind tls = ReadTls(text, event);
  if (tls != LineKind::kUnrecognized) return tls;
  return ReadRemark(text, event);
}

}  // namespace mailwhy::parse
