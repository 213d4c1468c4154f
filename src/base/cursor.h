// Cursor: a place in a line. Every reader of log lines walks over its text
// with one, and never outside of it. All operations are linear in what they
// pass over.
#pragma once

#include <string_view>

namespace mailwhy {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAlnum(char c) {
  return IsDigit(c) || IsLower(c) || IsUpper(c);
}

constexpr std::size_t kNowhere = std::string_view::npos;

// string_view::rfind, without a memcmp for each byte.
constexpr std::size_t FindLast(std::string_view text, std::string_view mark) {
  std::size_t at = text.rfind(mark.front());
  while (at != kNowhere && !text.substr(at).starts_with(mark)) {
    at = at == 0 ? kNowhere : text.rfind(mark.front(), at - 1);
  }
  return at;
}

// string_view::find_first_of, without a memchr for each byte; the size where
// there is none.
constexpr std::size_t FindEither(std::string_view text, char a, char b) {
  std::size_t at = 0;
  while (at < text.size() && text[at] != a && text[at] != b) ++at;
  return at;
}

// Whether one of a table's entries stands at the beginning.
template <class Table>
constexpr bool BeginsWithOne(std::string_view text, const Table& table) {
  for (const std::string_view begin : table) {
    if (text.starts_with(begin)) return true;
  }
  return false;
}

class Cursor {
 public:
  constexpr explicit Cursor(std::string_view text) : text_(text) {}

  constexpr bool AtEnd() const { return text_.empty(); }
  constexpr std::string_view rest() const { return text_; }
  // The next byte, NUL at the end.
  constexpr char Peek() const { return text_.empty() ? '\0' : text_.front(); }
  constexpr bool Sees(std::string_view what) const {
    return text_.starts_with(what);
  }

  constexpr bool Skip(std::string_view what) {
    if (!text_.starts_with(what)) return false;
    text_.remove_prefix(what.size());
    return true;
  }
  constexpr bool Skip(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  constexpr void SkipAll(char c) {
    std::size_t n = 0;
    while (n < text_.size() && text_[n] == c) ++n;
    text_.remove_prefix(n);
  }
  // At most all that there is.
  constexpr std::string_view Take(std::size_t length) {
    const std::string_view taken = text_.substr(0, length);
    text_.remove_prefix(taken.size());
    return taken;
  }
  template <class Test>
  constexpr std::string_view TakeWhile(Test test) {
    std::size_t n = 0;
    while (n < text_.size() && test(text_[n])) ++n;
    return Take(n);
  }
  // What stands before `mark`, which is left; all where there is none.
  template <class Mark>
  constexpr std::string_view TakeUntil(Mark mark) {
    return Take(text_.find(mark));
  }
  // The same, and passes over the mark too. False, and nothing is taken, where
  // there is none.
  constexpr bool TakePast(std::string_view mark, std::string_view* before) {
    const std::size_t at = text_.find(mark);
    if (at == kNowhere) return false;
    *before = text_.substr(0, at);
    text_.remove_prefix(at + mark.size());
    return true;
  }
  constexpr std::string_view TakeDigits() { return TakeWhile(IsDigit); }

 private:
  std::string_view text_;
};

}  // namespace mailwhy
