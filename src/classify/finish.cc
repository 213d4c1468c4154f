#include "classify/finish.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/text.h"
#include "classify/known_names.h"

namespace mailwhy::classify {
namespace {

// A captured value longer than this is no value.
constexpr std::size_t kLongestValue = 200;

bool Tells(const Verdict& verdict,
           std::initializer_list<std::string_view> ids) {
  for (const std::string_view id : ids) {
    if (verdict.cause == id) return true;
    const auto& also = verdict.also;
    if (std::find(also.begin(), also.end(), id) != also.end()) return true;
  }
  return false;
}

// "local recipient table", "virtual mailbox" -> CAUSES' words.
std::string TableName(std::string_view as_said) {
  std::string name = LowerAscii(as_said);
  for (const std::string_view end : {" table", " recipient"}) {
    if (EndsWith(name, end)) name.resize(name.size() - end.size());
  }
  std::replace(name.begin(), name.end(), ' ', '_');
  return name;
}

// Where the recipient is missing: the table that the words name, else whoever
// looked it up.
void SetMissingIn(Pairs& attributes, const Facts& facts,
                  const Failure& failure) {
  const std::string_view said = GetAttribute(attributes, "missing_in");
  std::string table;
  if (!said.empty()) {
    table = TableName(said);
  } else if (facts.said_by == "them") {
    table = "remote";
  } else if (failure.agent == "local") {
    table = "local";
  } else if (failure.agent == "virtual") {
    table = "virtual_mailbox";
  }
  if (!table.empty()) SetAttribute(attributes, "missing_in", table);
}

// Our own smtp client knows but one limit: the SIZE that the server announced.
void SetLimitSide(Pairs& attributes, const Facts& facts) {
  if (!GetAttribute(attributes, "limit_side").empty()) return;
  if (facts.said_by.empty()) return;
  const bool ours = facts.said_by == "us" && facts.flow != "outbound";
  SetAttribute(attributes, "limit_side", ours ? "local" : "remote");
}

// The zone that the words name, else the keeper of the page that they name,
// else that page's host.
void SetList(Pairs& attributes) {
  if (!GetAttribute(attributes, "list").empty()) return;
  const std::string_view zone = GetAttribute(attributes, "zone");
  if (!zone.empty()) {
    SetAttribute(attributes, "list", std::string(zone));
    return;
  }
  const std::string_view host = HostOfUrl(GetAttribute(attributes, "url"));
  if (host.empty()) return;
  const std::string_view keeper = ListOperator(host);
  SetAttribute(attributes, "list", std::string(keeper.empty() ? host : keeper));
}

// In INTERFACE's order; what rules add beyond that at the end, as it came.
void Order(Pairs& attributes) {
  constexpr std::string_view kOrder[] = {
      "said_by",    "flow", "stage",    "agent",     "missing_in",
      "limit_side", "list", "provider", "permanent", "url"};
  const auto rank = [&](const auto& pair) {
    return std::find(std::begin(kOrder), std::end(kOrder), pair.first) -
           std::begin(kOrder);
  };
  std::stable_sort(
      attributes.begin(), attributes.end(),
      [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
}

}  // namespace

void Finish(Verdict& verdict, const Pairs& captured, const Facts& facts,
            const Failure& failure) {
  for (const auto& [name, value] : captured) {
    if (value.size() > kLongestValue) continue;
    SetAttribute(verdict.attributes, name,
                 name == "provider" ? LowerAscii(value) : value);
  }
  if (Tells(verdict, {"recipient_unknown"})) {
    SetMissingIn(verdict.attributes, facts, failure);
  }
  if (Tells(verdict, {"message_too_big", "too_many_recipients",
                      "too_many_connections"})) {
    SetLimitSide(verdict.attributes, facts);
  }
  if (Tells(verdict, {"dnsbl_listed"})) SetList(verdict.attributes);
  Order(verdict.attributes);
}

}  // namespace mailwhy::classify
