// `export` and `explain -`: one object a line.
#include "report/json_objects.h"

namespace mailwhy::report {
namespace {

template <class Object>
std::string Line(const char* type, Object object) {
  Json json;
  json["schema"] = "mailwhy.export/1";
  json["type"] = type;
  for (auto& [key, value] : object.items()) json[key] = std::move(value);
  return Dump(json, -1);
}

}  // namespace

std::string ExportLine(const Mail& mail,
                       const std::vector<std::string>& evidence,
                       const Style& style) {
  return Line("mail", MailJson(mail, evidence, style.zone));
}

std::string ExportLine(const Reject& reject,
                       const std::vector<std::string>& evidence,
                       const Style& style) {
  return Line("reject", RejectJson(reject, evidence, style.zone));
}

std::string ExportLine(const Session& session,
                       const std::vector<std::string>& evidence,
                       const Style& style) {
  return Line("session", SessionJson(session, evidence, style.zone));
}

std::string ExplainLine(const Explained& explained) {
  Json json;
  json["schema"] = "mailwhy.explain/1";
  json["input"] = explained.input;
  json["cause"] = explained.cause ? CauseJson(*explained.cause) : Json(nullptr);
  return Dump(json, -1);
}

}  // namespace mailwhy::report
