// JsonLine: a log line packed into an object of JSON, as journald, Docker and
// log shippers (Fluent Bit, Vector, Filebeat, rsyslog, ...) write them: which
// of its fields say what an envelope says. Used by the envelope's reader.
#pragma once

#include <array>
#include <memory>
#include <string_view>

namespace mailwhy::parse {

// Empty: not given. Views into the JsonLine: until it reads again.
struct JsonFields {
  std::string_view message;
  std::string_view host, program, pid;
  std::string_view tag;  // "postfix/smtpd[123]:"
  // Times as text or number, the one to be trusted most first.
  std::array<std::string_view, 4> times;
};

class JsonLine {
 public:
  JsonLine();
  ~JsonLine();

  // False: no object of JSON.
  bool Read(std::string_view line, JsonFields* fields);

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace mailwhy::parse
