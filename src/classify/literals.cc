#include "classify/literals.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace mailwhy::classify {
namespace {

// More strings than this are not multiplied out but cut in two.
constexpr std::size_t kMostExact = 48;
// Of more it is not asked which one holds another: that is quadratic.
constexpr std::size_t kMostCompared = 16;
constexpr int kDeepest = 64;  // of nested groups

// What is known of a part of a regex: all the strings that it matches, or else
// what a match of it must hold.
struct Part {
  bool exact = false;
  std::vector<std::string> strings;
  AllOf needs;
};

Part Exactly(std::vector<std::string> strings) {
  return {true, std::move(strings), {}};
}
Part Exactly(std::string text) {
  Part part;
  part.exact = true;
  part.strings.push_back(std::move(text));
  return part;
}
Part Anything() { return {}; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Without those that hold another one: the other is enough. The shortest first.
AnyOf Shortest(AnyOf strings) {
  std::sort(strings.begin(), strings.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  if (strings.empty() || strings.front().size() < kShortestLiteral) return {};
  strings.erase(std::unique(strings.begin(), strings.end()), strings.end());
  if (strings.size() > kMostCompared) return strings;
  AnyOf kept;
  for (std::string& each : strings) {
    const bool covered =
        std::any_of(kept.begin(), kept.end(), [&](const std::string& other) {
          return each.find(other) != std::string::npos;
        });
    if (!covered) kept.push_back(std::move(each));
  }
  return kept;
}

void AddNeed(AllOf& needs, const AnyOf& strings) {
  AnyOf kept = Shortest(strings);
  if (!kept.empty()) needs.push_back(std::move(kept));
}

AllOf NeedsOf(Part part) {
  if (part.exact) AddNeed(part.needs, part.strings);
  return std::move(part.needs);
}

// Roughly how often a text holds one of them.
double Chance(const AnyOf& strings) {
  double chance = 0;
  for (const std::string& each : strings) {
    chance +=
        1.0 / static_cast<double>(1U << std::min<std::size_t>(each.size(), 12));
  }
  return chance;
}

AllOf::iterator Rarest(AllOf& needs) {
  return std::min_element(
      needs.begin(), needs.end(),
      [](const AnyOf& a, const AnyOf& b) { return Chance(a) < Chance(b); });
}

// Parts one after another.
class Sequence {
 public:
  void Add(Part part) {
    if (!part.exact) {
      Flush();
      exact_ = false;
      for (AnyOf& need : part.needs) needs_.push_back(std::move(need));
      return;
    }
    if (run_.size() * part.strings.size() > kMostExact) {
      Flush();
      exact_ = false;
    }
    if (part.strings.size() == 1) {
      for (std::string& each : run_) each += part.strings.front();
      return;
    }
    std::vector<std::string> longer;
    longer.reserve(run_.size() * part.strings.size());
    for (const std::string& begin : run_) {
      for (const std::string& end : part.strings) longer.push_back(begin + end);
    }
    run_ = std::move(longer);
  }

  Part Take() {
    if (exact_ && run_.size() <= kMostExact) return Exactly(std::move(run_));
    Flush();
    return {false, {}, std::move(needs_)};
  }

 private:
  void Flush() {
    AddNeed(needs_, run_);
    run_ = {""};
  }

  bool exact_ = true;
  std::vector<std::string> run_{""};
  AllOf needs_;
};

Part EitherOf(std::vector<Part> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  std::size_t count = 0;
  bool exact = true;
  for (const Part& part : parts) {
    exact = exact && part.exact;
    count += part.strings.size();
  }
  Part either;
  either.exact = exact && count <= kMostExact;
  AnyOf best;
  for (Part& part : parts) {
    if (either.exact) {
      for (std::string& each : part.strings) {
        either.strings.push_back(std::move(each));
      }
      continue;
    }
    AllOf needs = NeedsOf(std::move(part));
    if (needs.empty()) return Anything();
    const auto rarest = Rarest(needs);
    best.insert(best.end(), rarest->begin(), rarest->end());
  }
  if (!either.exact) AddNeed(either.needs, best);
  return either;
}

class Reader {
 public:
  explicit Reader(std::string_view regex) : rest_(regex) {}

  // Nothing where the regex is not understood.
  std::optional<std::vector<Part>> Alternatives() {
    std::vector<Part> parts = ReadAlternatives(false);
    if (lost_ || !rest_.empty()) return {};
    return parts;
  }

 private:
  // Up to the ")" or the end.
  std::vector<Part> ReadAlternatives(bool ignore_case) {
    std::vector<Part> parts;
    if (++depth_ > kDeepest) lost_ = true;
    bool more = true;
    while (more && !lost_) {
      Sequence sequence;
      while (!lost_ && !rest_.empty() && rest_[0] != '|' && rest_[0] != ')') {
        sequence.Add(Repeated(ReadAtom(ignore_case)));
      }
      parts.push_back(sequence.Take());
      more = Skip("|");
    }
    --depth_;
    return parts;
  }

  Part ReadAtom(bool& ignore_case) {
    const char c = rest_[0];
    if (c == '(') return ReadGroup(ignore_case);
    if (c == '[') return ReadClass(ignore_case);
    if (c == '\\') return ReadEscape(ignore_case);
    if (c == '*' || c == '+' || c == '?') lost_ = true;
    if (c == '.' || c == '^' || c == '$') {
      rest_.remove_prefix(1);
      return c == '.' ? Anything() : Exactly(std::string());
    }
    const std::size_t plain = PlainLength();
    if (plain < 2) return ReadCharacter(ignore_case);
    Part part = Exactly(Folded(rest_.substr(0, plain)));
    rest_.remove_prefix(plain);
    return part;
  }

  // Of the letters, digits and blanks at the start, without the one that a
  // quantifier may follow.
  std::size_t PlainLength() const {
    std::size_t at = 0;
    while (at < rest_.size() &&
           (IsDigit(rest_[at]) || IsLetter(rest_[at]) || rest_[at] == ' ')) {
      ++at;
    }
    return at == rest_.size() || at == 0 ? at : at - 1;
  }

  Part ReadGroup(bool& ignore_case) {
    rest_.remove_prefix(1);
    bool inside = ignore_case;
    if (Skip("?P<")) {
      const auto end = rest_.find('>');
      if (end == rest_.npos) return Lose();
      rest_.remove_prefix(end + 1);
    } else if (Skip("?")) {
      if (!ReadFlags(inside)) return Lose();
      if (Skip(")")) {  // for what follows
        ignore_case = inside;
        return Exactly(std::string());
      }
      if (!Skip(":")) return Lose();
    }
    Part part = EitherOf(ReadAlternatives(inside));
    if (!Skip(")")) return Lose();
    return part;
  }

  // "i", "-i", "s", "is-m" and the like.
  bool ReadFlags(bool& ignore_case) {
    bool on = true;
    while (!rest_.empty() && rest_[0] != ':' && rest_[0] != ')') {
      const char flag = rest_[0];
      if (flag == '-') on = false;
      if (flag == 'i') ignore_case = on;
      if (std::string_view("-ismU").find(flag) == std::string_view::npos) {
        return false;
      }
      rest_.remove_prefix(1);
    }
    return true;
  }

  // A class is taken to match anything, but one of few single characters.
  Part ReadClass(bool ignore_case) {
    rest_.remove_prefix(1);
    bool plain = !Skip("^");
    std::vector<std::string> strings;
    for (bool first = true; first || rest_.substr(0, 1) != "]"; first = false) {
      if (rest_.empty()) return Lose();
      if (rest_.substr(0, 2) == "[:") return Lose();
      const bool range = rest_[0] == '-' && !first && rest_.substr(1, 1) != "]";
      plain = plain && !range && strings.size() < 6;
      if (rest_[0] == '\\' && !SkipEscape(plain)) return Lose();
      const Part one = ReadCharacter(ignore_case);
      plain = plain && one.exact;
      if (plain) strings.push_back(one.strings.front());
    }
    rest_.remove_prefix(1);
    return plain ? Exactly(std::move(strings)) : Anything();
  }

  // In a class: the backslash before a sign. A letter's meaning is not read.
  bool SkipEscape(bool& plain) {
    rest_.remove_prefix(1);
    if (rest_.empty()) return false;
    const char c = rest_[0];
    if (IsLetter(c) || IsDigit(c)) plain = false;
    // "x{41}", "pL": these go on.
    return c != 'x' && c != 'p' && c != 'P' && !IsDigit(c);
  }

  Part ReadEscape(bool ignore_case) {
    if (rest_.size() < 2) return Lose();
    const char c = rest_[1];
    constexpr std::string_view kEmpty = "bBAz", kClasses = "dDwWsS";
    if ((c & '\x80') != 0) return Lose();
    if (!IsLetter(c) && !IsDigit(c)) {
      rest_.remove_prefix(1);
      return ReadCharacter(ignore_case);
    }
    rest_.remove_prefix(2);
    if (kEmpty.find(c) != kEmpty.npos) return Exactly(std::string());
    if (kClasses.find(c) != kClasses.npos) return Anything();
    return Lose();
  }

  Part ReadCharacter(bool ignore_case) {
    std::size_t length = 1;
    char32_t c = static_cast<unsigned char>(rest_[0]);
    if (c >= 0xC0) {
      c = c < 0xE0 ? c & 0x1F : c < 0xF0 ? c & 0x0F : c & 0x07;
      while (length < rest_.size() && (rest_[length] & '\xC0') == '\x80') {
        c = (c << 6) | (static_cast<unsigned char>(rest_[length]) & 0x3F);
        ++length;
      }
    }
    const std::string_view bytes = rest_.substr(0, length);
    rest_.remove_prefix(length);
    if (ignore_case && !FoldsAlone(c)) return Anything();
    return Exactly(Folded(bytes));
  }

  // The atom with the quantifiers that follow it.
  Part Repeated(Part part) {
    while (!lost_ && !rest_.empty()) {
      if (Skip("?")) {
        part = Optional(std::move(part));
      } else if (Skip("*")) {
        part = Anything();
      } else if (Skip("+")) {
        part = {false, {}, NeedsOf(std::move(part))};
      } else if (rest_[0] == '{' && rest_.size() > 1 && IsDigit(rest_[1])) {
        part = Counted(std::move(part));
      } else {
        return part;
      }
      Skip("?");  // reluctant
    }
    return part;
  }

  Part Counted(Part part) {
    const auto end = rest_.find('}');
    if (end == rest_.npos) return Lose();
    const std::string_view inside = rest_.substr(1, end - 1);
    rest_.remove_prefix(end + 1);
    if (inside == "0,1") return Optional(std::move(part));
    if (inside[0] == '0') return Anything();
    return {false, {}, NeedsOf(std::move(part))};
  }

  static Part Optional(Part part) {
    if (!part.exact || part.strings.size() >= kMostExact) return Anything();
    part.strings.emplace_back();
    return part;
  }

  static std::string Folded(std::string_view text) {
    std::string out;
    Fold(text, out);
    return out;
  }

  bool Skip(std::string_view what) {
    if (rest_.substr(0, what.size()) != what) return false;
    rest_.remove_prefix(what.size());
    return true;
  }

  Part Lose() {
    lost_ = true;
    return Anything();
  }

  std::string_view rest_;
  bool lost_ = false;
  int depth_ = 0;
};

}  // namespace

std::vector<AllOf> LiteralsOf(std::string_view regex) {
  std::optional<std::vector<Part>> parts = Reader(regex).Alternatives();
  if (!parts) return {};
  std::vector<AllOf> alternatives;
  for (Part& part : *parts) {
    alternatives.push_back(NeedsOf(std::move(part)));
    if (alternatives.back().empty()) return {};
    std::sort(
        alternatives.back().begin(), alternatives.back().end(),
        [](const AnyOf& a, const AnyOf& b) { return Chance(a) < Chance(b); });
  }
  return alternatives;
}

}  // namespace mailwhy::classify
