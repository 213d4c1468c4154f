// Verdict: the cause of a failure, as classify found it; CauseText: the same for
// people. classify -> store; classify -> report.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace mailwhy {

enum class Certainty { kUnknown, kLikely, kCertain };
enum class Language { kEnglish, kJapanese };

// Key and value pairs in a fixed order; short, so a search is a walk.
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Verdict {
  std::string cause;                // id of patterns/causes; "" where no failure
  std::vector<std::string> also;    // further ids, the weightier first
  Certainty certainty = Certainty::kUnknown;
  // said_by, flow, stage, agent, missing_in, limit_side, list, provider,
  // permanent ("yes"/"no"), url (CAUSES 0), and what the rule's regex named.
  Pairs attributes;

  bool known() const { return !cause.empty(); }
};

struct Remedy {
  std::string who;      // sender recipient our_admin their_admin our_provider
  std::string text;
  std::string command;  // safe to paste into a root shell, or ""
};

// A cause with everything known filled in, in one language.
struct CauseText {
  std::string id, group, side;
  Certainty certainty = Certainty::kUnknown;
  std::string title, explanation;
  std::vector<Remedy> remedies;
  Pairs attributes;
};

}  // namespace mailwhy
