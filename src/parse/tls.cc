// Lines of Postfix's TLS library (tls_server.c, tls_client.c, tls_misc.c),
// which servers and clients share.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// What tells nothing about a mail: smtp_tls_loglevel 2 and more.
constexpr auto kTalk = std::to_array<std::string_view>({
    "setting up TLS connection",
    "initializing the client-side TLS engine",
    "initializing the server-side TLS engine",
    "SSL_accept:",
    "SSL_connect:",
    "SSL3 alert ",
    "save session ",
    "reloaded session ",
    "looking for session ",
    "looking up session ",
    "remove session ",
    "certificate verification depth",
    "Host offered STARTTLS:",
    "TLS SNI ",
    "TLSRPT: status=success",
});
// The same, where these words are followed by others that are the TLS
// library's.
constexpr auto kCacheTalk = std::to_array<std::string_view>(
    {"put ", "get ", "lookup ", "delete ", "write ", "read ", "open ", "close ",
     "Read ", "Write "});
constexpr auto kCacheWords = std::to_array<std::string_view>(
    {" session id=", " TLS cache", " bytes => ", " chars: "});
// Of certificates, loglevel 2: "subject=/CN=...".
constexpr auto kNames =
    std::to_array<std::string_view>({"subject=", "issuer="});

// Without "warning:", though TLS is off because of it.
constexpr auto kComplaints = std::to_array<std::string_view>(
    {"cannot load Certification Authority data",
     "cannot set default OpenSSL certificate verification paths"});

// What follows "name[ip]: " or "name[ip]:25: ".
constexpr auto kPeerTalk = std::to_array<std::string_view>({
    "TLS cipher list",
    "subject_CN=",
    "Issuing session ticket",
    "Decrypting session",
    "depth=",
    "Reusing old session",
    "save session ",
    "reloaded session ",
    "remove session ",
    "looking up session ",
    "looking for session ",
    "re-using session ",
    "Matched ",
    "matched peername",
    "SNI hostname",
    "certificate verification depth",
    "replacing command ",
    "replacing server reply ",
    "Trusted",
    "Untrusted",
    "Verified",
});

// "Anonymous TLS connection established from CLIENT: TLSv1.3 with cipher ...";
// also "reused to", and the level in other words.
bool ReadEstablished(std::string_view text, Event& event) {
  constexpr std::string_view kBare = "TLS connection ";
  constexpr std::string_view kMark = " TLS connection ";
  constexpr std::size_t kLongestTrust = 16;
  std::size_t at = text.substr(0, kLongestTrust + kMark.size()).find(kMark);
  const bool bare = text.starts_with(kBare);  // before 2.4
  if (at == kNowhere && !bare) return false;
  Cursor cursor(text.substr(bare ? kBare.size() : at + kMark.size()));
  if (bare) at = 0;
  if (!cursor.Skip("established ") && !cursor.Skip("reused ")) return false;
  if (!cursor.Skip("from ") && !cursor.Skip("to ")) return false;
  std::string_view rest = cursor.rest();
  event.peer = TakePeer(&rest);
  Cursor words(rest);
  // The name that the client asked for (3.4).
  if (words.Skip(" to ")) AddExtra("sni", words.TakeUntil(": "), event);
  words.Skip(": ");
  event.response = words.rest();
  if (at > 0) AddExtra("trust", text.substr(0, at), event);
  return true;
}

// "SSL_accept error from CLIENT: lost connection", "SSL_connect error to ...".
bool ReadHandshakeError(std::string_view text, Event& event) {
  Cursor cursor(text);
  std::string_view after;  // "after STARTTLS", of some versions
  const bool read =
      cursor.Skip("SSL_connect error to ") ||
      cursor.Skip("TLS handshake failed for service=") ||
      (cursor.Skip("SSL_accept error ") && cursor.TakePast("from ", &after));
  if (!read) return false;
  std::string_view rest = cursor.rest();
  const std::size_t peer = rest.find("peer=");  // tlsproxy's form
  if (text.starts_with("TLS ") && peer != kNowhere) {
    rest.remove_prefix(peer + 5);
  }
  event.peer = TakePeer(&rest);
  event.stage = "STARTTLS";
  event.response = text;
  return true;
}

// "certificate verification failed for HOST:25: untrusted issuer ...", "Server
// certificate not trusted".
bool ReadCertificate(std::string_view text, Event& event) {
  constexpr std::string_view kMark = "certificate verification failed for ";
  constexpr std::string_view kNameMark =
      "certificate peer name verification failed for ";
  const std::string_view head = text.substr(0, 80);
  std::size_t at = head.find(kMark);
  std::size_t length = kMark.size();
  if (at == kNowhere) {
    at = head.find(kNameMark);
    length = kNameMark.size();
  }
  if (at == kNowhere) return false;
  std::string_view rest = text.substr(at + length);
  event.peer = TakePeer(&rest);
  event.response = text;
  return true;
}

bool IsServer(const Event& event) {
  return event.daemon == "smtpd" || event.daemon == "postscreen" ||
         event.daemon == "tlsproxy";
}

bool IsTlsTalk(std::string_view text) {
  if (BeginsWithOne(text, kTalk) || BeginsWithOne(text, kNames)) return true;
  if (!BeginsWithOne(text, kCacheTalk)) return false;
  return std::any_of(
      kCacheWords.begin(), kCacheWords.end(),
      [&](std::string_view words) { return text.find(words) != kNowhere; });
}

bool IsPeerTalk(std::string_view text) {
  const std::size_t close = text.find(']');
  if (close == kNowhere || text.find(' ') < close) return false;
  const std::size_t words = text.find(": ", close);
  return words != kNowhere && words < close + 8 &&
         BeginsWithOne(text.substr(words + 2), kPeerTalk);
}

}  // namespace

LineKind ReadTls(std::string_view text, Event& event) {
  if (ReadEstablished(text, event)) return LineKind::kTlsEstablished;
  if (ReadHandshakeError(text, event)) {
    const bool as_client = text.starts_with("SSL_connect ");
    return as_client ? LineKind::kTrouble : LineKind::kTlsFailed;
  }
  if (ReadCertificate(text, event)) return LineKind::kTrouble;
  if (text.starts_with("TLS library problem: ")) {
    event.response = text;
    return IsServer(event) ? LineKind::kTlsFailed : LineKind::kWarning;
  }
  if (BeginsWithOne(text, kComplaints)) {
    event.response = text;
    return LineKind::kWarning;
  }
  if (IsTlsTalk(text) || IsPeerTalk(text)) return LineKind::kService;
  return LineKind::kUnrecognized;
}

}  // namespace mailwhy::parse
