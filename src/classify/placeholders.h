// The closed list of {placeholders} in the words of a rule, each with the noun
// that stands there while the value is not known.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/verdict.h"

namespace mailwhy::classify {

struct Placeholder {
  std::string_view name;
  std::string_view en, ja;  // the neutral noun
};

std::span<const Placeholder> Placeholders();
const Placeholder* FindPlaceholder(std::string_view name);
std::vector<std::string> PlaceholderNames();

// "end_of_data" for people; one without words of its own as it is.
std::string_view StageInWords(std::string_view stage, Language language);

// The names between braces in `text`, in order.
std::vector<std::string_view> PlaceholdersIn(std::string_view text);

// Text for people. A value that is not known becomes its noun, with a capital
// at the beginning of a sentence; in Japanese the blanks around it go.
std::string FillText(std::string_view text, const Pairs& values,
                     Language language);
// A line for a shell: a value enters only if it is [A-Za-z0-9._:@-]+ and does
// not begin with "-"; else "<name>" stands there, in single quotes.
std::string FillCommand(std::string_view command, const Pairs& values);

}  // namespace mailwhy::classify
