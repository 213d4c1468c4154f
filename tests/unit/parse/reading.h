// What the tests of parse/ share: one line read, and kept alive for its views.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "parse/parser.h"

namespace mailwhy::parse {

// A parser of UTC logs that begin in 2022, and the last line given to it.
class Reading {
 public:
  explicit Reading(std::string line) : kept_(std::make_unique<Kept>()) {
    kept_->line = std::move(line);
    kept_->parser.Begin(2022, 0);
    event_ = &kept_->parser.Parse(kept_->line);
  }
  // "Dec  5 18:38:12 mx01 postfix/" and the rest: "smtpd[84475]: connect from
  // ...".
  static Reading Of(std::string_view rest) {
    return Reading("Dec  5 18:38:12 mx01 postfix/" + std::string(rest));
  }

  const Event* operator->() const { return event_; }
  const Event& operator*() const { return *event_; }

  std::string_view Extra(std::string_view key) const {
    for (int i = 0; i < event_->extra_count; ++i) {
      const ExtraField& field = event_->extra[static_cast<std::size_t>(i)];
      if (field.key == key) return field.value;
    }
    return "(none)";
  }

 private:
  struct Kept {
    std::string line;
    Parser parser{Zone()};
  };
  std::unique_ptr<Kept> kept_;
  const Event* event_ = nullptr;
};

}  // namespace mailwhy::parse
