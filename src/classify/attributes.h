// Facts: what a failure tells besides its words; and the attributes of CAUSES
// section 0 that follow from them.
#pragma once

#include <string>
#include <string_view>

#include "classify/unwrap.h"
#include "model/failure.h"
#include "model/verdict.h"

namespace mailwhy::classify {

struct Facts {
  Reply reply;
  std::string status;   // of [match] status; "" unknown
  std::string said_by;  // us, them; "" unknown (bare text)
  std::string flow;     // outbound inbound submission local_delivery, ""
  std::string stage;
  std::string agent;  // other_mta where the words are theirs
  std::string provider;
  Peer relay;  // the failure's, else whom the words name
};

Facts FactsOf(const Failure& failure);

// The attributes that need no rule, in INTERFACE's order.
Pairs BaseAttributes(const Facts& facts, const Failure& failure);

// First http(s) URL, without the punctuation after it; "" where there is none.
std::string_view FirstUrl(std::string_view text);
std::string_view HostOfUrl(std::string_view url);

void SetAttribute(Pairs& attributes, std::string_view key, std::string value);
std::string_view GetAttribute(const Pairs& attributes, std::string_view key);

}  // namespace mailwhy::classify
