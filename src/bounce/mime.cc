#include "bounce/mime.h"

#include <algorithm>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/decode.h"

namespace mailwhy::bounce {
namespace {

// Where a line begins with `mark`, from `from` on, which begins a line.
std::size_t FindLine(std::string_view body, const std::string& mark,
                     std::size_t from) {
  if (StartsWith(body.substr(from), mark)) return from;
  const std::size_t at = body.find("\n" + mark, from);
  return at == kNowhere ? kNowhere : at + 1;
}

// The body parts between the lines of a boundary (RFC 2046 5.1), a view each.
std::vector<std::string_view> PartsOf(std::string_view body,
                                      const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  std::size_t begin = kNowhere;  // of the part that is open
  std::size_t at = FindLine(body, mark, 0);
  while (at != kNowhere && parts.size() < kMostParts) {
    const std::size_t after = at + mark.size();
    const std::size_t end = std::min(body.find('\n', after), body.size());
    const std::string_view rest = body.substr(after, end - after);
    const bool last = StartsWith(rest, "--");
    if (last || Trim(rest).empty()) {  // else a longer boundary
      if (begin != kNowhere) parts.push_back(body.substr(begin, at - begin));
      begin = last ? kNowhere : std::min(end + 1, body.size());
    }
    if (last || end == body.size()) break;
    at = FindLine(body, mark, end + 1);
  }
  if (begin != kNowhere) parts.push_back(body.substr(begin));  // cut short
  return parts;
}

class Walk {
 public:
  explicit Walk(Message& message) : message_(message) {}

  void Part(std::string_view bytes, int depth) {
    const Headers headers = Headers::Take(bytes);
    Entity(headers, bytes, depth);
  }

  void Entity(const Headers& headers, std::string_view body, int depth) {
    if (depth > kDeepestPart || ++message_.parts > kMostParts) return;
    const MediaType type = ReadMediaType(headers);
    if (StartsWith(type.type, "multipart/") && !type.boundary.empty()) {
      return Multipart(type, body, depth);
    }
    const std::string_view encoding = headers.Get("content-transfer-encoding");
    if (IsMail(type)) {
      message_.mails.push_back(DecodeTransfer(body, encoding));
      return;
    }
    Leaf(type, body, encoding);
  }

 private:
  static bool IsMail(const MediaType& type) {
    if (type.type == "message/rfc822" || type.type == "message/global") {
      return true;
    }
    return EndsWith(LowerAscii(type.name), ".eml");
  }

  // What some mail programs make of a report when they forward it.
  static bool IsLostText(const MediaType& type) {
    const std::string name = LowerAscii(type.name);
    return type.type == "application/octet-stream" &&
           (EndsWith(name, ".txt") || EndsWith(name, ".dat"));
  }

  void Multipart(const MediaType& type, std::string_view body, int depth) {
    if (type.type == "multipart/report" && message_.report_type.empty()) {
      message_.report_type =
          type.report_type.empty() ? "delivery-status" : type.report_type;
    }
    const auto parts = PartsOf(body, type.boundary);
    for (const std::string_view part : parts) Part(part, depth + 1);
    if (parts.empty()) Leaf(MediaType{"text/plain", "", "", "", ""}, body, "");
  }

  void Leaf(const MediaType& type, std::string_view body,
            std::string_view encoding) {
    const bool status = EndsWith(type.type, "/delivery-status") ||
                        EndsWith(type.type, "/global-delivery-status");
    const bool headers = type.type == "text/rfc822-headers" ||
                         type.type == "message/global-headers";
    const bool text = StartsWith(type.type, "text/") || IsLostText(type);
    if (!status && !headers && !text) return;
    if (message_.text_size > kMostText) return;
    message_.text_size += std::min(body.size(), kLongestText);
    std::string decoded =
        DecodeTransfer(body.substr(0, 2 * kLongestText), encoding);
    decoded.resize(std::min(decoded.size(), kLongestText));
    decoded = ToUtf8(decoded, type.charset);
    if (status) {
      message_.reports.push_back(std::move(decoded));
    } else if (headers) {
      message_.returned_headers = std::move(decoded);
    } else if (type.type == "text/html") {
      message_.pages.push_back(TextOfHtml(decoded));
    } else {
      message_.texts.push_back(std::move(decoded));
    }
  }

  Message& message_;
};

// What no pasted notice begins with, and every mail has some of.
bool IsMailHead(const Headers& headers) {
  for (const char* name : {"from", "received", "return-path", "content-type",
                           "mime-version", "date", "message-id", "subject"}) {
    if (headers.Has(name)) return true;
  }
  return false;
}

std::string_view WithoutMboxLine(std::string_view bytes) {
  while (!bytes.empty() && (bytes.front() == '\n' || bytes.front() == '\r')) {
    bytes.remove_prefix(1);
  }
  if (StartsWith(bytes, "From ") || StartsWith(bytes, ">From ")) {
    const std::size_t end = bytes.find('\n');
    bytes.remove_prefix(end == kNowhere ? bytes.size() : end + 1);
  }
  return bytes;
}

// Where the first body part begins, if the headers above were left out: "" if
// none does.
std::string LostBoundary(std::string_view bytes) {
  if (!StartsWith(bytes, "--")) return "";
  const std::size_t end = bytes.find('\n');
  if (end == kNowhere || end < 8 || end > 100) return "";
  std::string_view after = bytes.substr(end + 1);
  const std::string_view line = Trim(bytes.substr(2, end - 2));
  if (line.find(' ') != kNowhere || Headers::Take(after).empty()) return "";
  return std::string(line);
}

}  // namespace

Message ReadMessage(std::string_view bytes) {
  Message message;
  Walk walk(message);
  bytes = WithoutMboxLine(bytes);
  std::string_view body = bytes;
  message.headers = Headers::Take(body);
  if (IsMailHead(message.headers)) {
    walk.Entity(message.headers, body, 0);
    return message;
  }
  message.headers = Headers();
  message.pasted = true;
  const std::string boundary = LostBoundary(bytes);
  for (const std::string_view part : boundary.empty()
                                         ? std::vector<std::string_view>()
                                         : PartsOf(bytes, boundary)) {
    walk.Part(part, 1);
  }
  if (boundary.empty()) {
    message.texts.push_back(ToUtf8(bytes.substr(0, kLongestText), ""));
  }
  return message;
}

}  // namespace mailwhy::bounce
