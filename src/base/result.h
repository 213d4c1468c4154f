// Result: a value, or an error that can be shown to a user as it stands.
//
// No exception crosses a room's header; whatever can fail returns one of these.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace mailwhy {

// "what" names the thing (a path, an option), "why" says what is wrong with it,
// "hint", where it helps, says what to try. Shown as
//   mailwhy: WHAT: WHY
//   HINT
// "may_pass": nobody need mend anything, a later try may succeed (the store is
// locked, the disk is full).
struct Error {
  std::string what;
  std::string why;
  std::string hint;
  bool may_pass = false;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::move(value)) {}          // NOLINT: implicit
  Result(Error error) : state_(std::move(error)) {}      // NOLINT: implicit

  explicit operator bool() const { return ok(); }
  bool ok() const { return std::holds_alternative<T>(state_); }

  T& value() & { return std::get<T>(state_); }
  const T& value() const& { return std::get<T>(state_); }
  T&& value() && { return std::get<T>(std::move(state_)); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }

  const Error& error() const { return std::get<Error>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}      // NOLINT: implicit

  explicit operator bool() const { return ok(); }
  bool ok() const { return !error_.has_value(); }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace mailwhy
