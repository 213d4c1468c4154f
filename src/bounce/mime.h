// A mail taken apart (RFC 5322, RFC 2045): its headers, the texts that people
// read, the machine's report (RFC 3464) and the mails attached to it. Second
// step of a bounce message; read.cc calls it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailwhy::bounce {

// Limits for what a stranger made: more is passed by.
inline constexpr int kDeepestPart = 20;
inline constexpr std::size_t kMostParts = 500;
inline constexpr std::size_t kLongestText = 512 * 1024;
inline constexpr std::size_t kMostText = 4 * kLongestText;

// Names in lower case, values unfolded, as they came.
class Headers {
 public:
  // Takes the headers and the blank line off `bytes`; nothing where it does
  // not begin with one.
  static Headers Take(std::string_view& bytes);

  // "" where there is none.
  std::string_view Get(std::string_view name) const;
  // With encoded words in plain UTF-8.
  std::string Text(std::string_view name) const;
  bool Has(std::string_view name) const;
  bool empty() const { return fields_.empty(); }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

// "text/plain; charset=utf-8; name=x"
struct MediaType {
  std::string type;  // in lower case; "text/plain" where none is given
  std::string charset, boundary, name, report_type;
};
MediaType ReadMediaType(const Headers& headers);

struct Message {
  Headers headers;
  std::string report_type;           // of multipart/report, in lower case
  std::vector<std::string> texts;    // UTF-8, in their order
  std::vector<std::string> pages;    // text of HTML
  std::vector<std::string> reports;  // message/delivery-status, decoded
  std::vector<std::string> mails;    // message/rfc822, decoded
  std::string returned_headers;      // text/rfc822-headers
  std::size_t parts = 0, text_size = 0;
  // Not a mail but what somebody pasted: all of it is one text.
  bool pasted = false;
};

Message ReadMessage(std::string_view bytes);

}  // namespace mailwhy::bounce
