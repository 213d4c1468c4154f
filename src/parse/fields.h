// Fields: "key=value, key=value", in any order, with keys known or not. The
// lines of delivery agents, qmgr, smtpd's client= and the end of a reject.
#pragma once

#include <string_view>

#include "model/event.h"

namespace mailwhy::parse {

// Whether a key and "=" stand at `at`: what tells a separator from a comma or a
// blank inside a value.
bool IsKeyAt(std::string_view text, std::size_t at);

class FieldReader {
 public:
  enum class Between {
    kComma,   // ", " alone separates
    kEither,  // ", " or " "
  };

  FieldReader(std::string_view text, Between between)
      : rest_(text), between_(between) {}

  // Reads "key="; false at the end, or where no key follows in its due place.
  bool Key(std::string_view* key);
  // Reads the value of the key just read, and the separator behind it. In angle
  // brackets it may hold anything, also quoted; they stay on.
  std::string_view Value();
  // What is not read yet.
  std::string_view rest() const { return rest_; }
  void Skip(std::size_t bytes) { rest_.remove_prefix(bytes); }

 private:
  std::size_t SeparatorLength(std::size_t at) const;
  std::size_t EndOfBracketed() const;
  std::size_t EndOfPlain() const;

  std::string_view rest_;
  Between between_;
  bool separated_ = true;  // a key may follow
};

// Puts the value where the event has a place for that key, or into extra.
void SetField(std::string_view key, std::string_view value, Event& event);

// All fields that follow.
void ReadFields(FieldReader& reader, Event& event);

}  // namespace mailwhy::parse
