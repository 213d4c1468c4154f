// The phrases of the page of all causes, one set a language. For
// causes_page.cc and causes_text.cc.
#pragma once

#include <string>
#include <string_view>

#include "model/verdict.h"

namespace mailwhy::report {

struct CausesWords {
  const char* code;      // of HTML's lang
  const char* language;  // its own name
  const char* title;
  const char* intro;
  const char* contents;
  const char* side;
  const char* to_do;
  const char* inbound;  // heading
  const char* only_outbound;
  const char* only_inbound;
};

const CausesWords& CausesWordsOf(Language language);
std::string GroupInWords(std::string_view group, Language language);

}  // namespace mailwhy::report
