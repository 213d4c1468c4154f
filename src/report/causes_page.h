// All causes, with what they mean and what to do: `rules show`. As a page for
// a web server, each cause at #its_id, in both languages or one; as text; as
// JSON. cli/rules_show.cc fills it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/verdict.h"
#include "report/writers.h"

namespace mailwhy::report {

struct ShownCause {
  std::string id, group;
  std::string one_way;  // "outbound", "inbound", or ""
  struct Told {
    CauseText plain;                   // of mail that we send
    std::optional<CauseText> inbound;  // where it differs when we refuse
  };
  std::array<Told, 2> told;  // by Language

  const Told& in(Language language) const {
    return told[language == Language::kJapanese ? 1 : 0];
  }
};

// In their order, which is by group.
using ShownCauses = std::vector<ShownCause>;

std::string CausesHtml(const ShownCauses& causes,
                       const std::vector<Language>& languages);
std::string CausesText(const ShownCauses& causes, const Style& style);
std::string CausesJson(const ShownCauses& causes, Language language);

}  // namespace mailwhy::report
