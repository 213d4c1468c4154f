#include <cstdlib>

#include "classify/check.h"

namespace mailwhy::classify {
namespace {

constexpr int kDozen = 12;
constexpr int kUnbounded = 1 << 20;

// One thing that can be repeated, and where it ends.
struct Atom {
  bool any = false;          // ".", or a class of nearly everything
  std::string_view negated;  // inside of "[^...]"
  std::size_t end = 0;
};

Atom ReadAtom(std::string_view regex, std::size_t at) {
  Atom atom;
  atom.end = at + 1;
  if (regex[at] == '.') {
    atom.any = true;
  } else if (regex[at] == '\\') {
    atom.end = at + 2;
  } else if (regex[at] == '[') {
    std::size_t close = at + 1;
    const bool negated = close < regex.size() && regex[close] == '^';
    if (negated) ++close;
    if (close < regex.size() && regex[close] == ']') ++close;
    while (close < regex.size() && regex[close] != ']') {
      close += regex[close] == '\\' ? 2 : 1;
    }
    if (negated) atom.negated = regex.substr(at + 2, close - at - 2);
    atom.end = close + 1;
  }
  return atom;
}

// How often at most the quantifier at `at` repeats; *end is set behind it.
int MostOf(std::string_view regex, std::size_t at, std::size_t* end) {
  *end = at;
  if (at >= regex.size()) return 1;
  int most = 1;
  if (regex[at] == '*' || regex[at] == '+') {
    most = kUnbounded;
    *end = at + 1;
  } else if (regex[at] == '{') {
    const auto close = regex.find('}', at);
    if (close == regex.npos) return 1;
    const std::string inside(regex.substr(at + 1, close - at - 1));
    const auto comma = inside.find(',');
    const std::string last =
        comma == inside.npos ? inside : inside.substr(comma + 1);
    most = last.empty() ? kUnbounded : std::atoi(last.c_str());
    *end = close + 1;
  }
  if (*end > at && *end < regex.size() && regex[*end] == '?') ++*end;
  return most;
}

// Whether what follows a "[^...]" is a character that it excludes, or whether
// it excludes blanks: then the field ends by itself.
bool EndsItself(const Atom& atom, std::string_view regex, std::size_t end) {
  if (atom.negated.find("\\s") != std::string_view::npos ||
      atom.negated.find(' ') != std::string_view::npos) {
    return true;
  }
  while (end < regex.size() && regex[end] == ')') ++end;
  if (end < regex.size() && regex[end] == '\\') ++end;
  return end < regex.size() &&
         atom.negated.find(regex[end]) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> Gaps(std::string_view regex) {
  std::vector<std::string> gaps;
  std::vector<bool> named;  // of the open groups
  int inside_named = 0;
  for (std::size_t at = 0; at < regex.size();) {
    if (regex[at] == '(') {
      const bool name = regex.substr(at, 4) == "(?P<";
      named.push_back(name);
      inside_named += name ? 1 : 0;
      ++at;
      continue;
    }
    if (regex[at] == ')') {
      if (!named.empty()) {
        inside_named -= named.back() ? 1 : 0;
        named.pop_back();
      }
      ++at;
      continue;
    }
    const Atom atom = ReadAtom(regex, at);
    std::size_t end = 0;
    const int most = MostOf(regex, atom.end, &end);
    const bool wide =
        atom.any || (!atom.negated.empty() && !EndsItself(atom, regex, end));
    if (wide && most > kDozen && inside_named == 0) {
      gaps.emplace_back(regex.substr(at, end - at));
    }
    at = end;
  }
  return gaps;
}

}  // namespace mailwhy::classify
