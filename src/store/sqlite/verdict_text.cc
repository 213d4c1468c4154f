// A verdict as one short text. The same few verdicts repeat, so that the text
// stands once, in the dictionary.
#include "base/text.h"
#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

bool IsPlain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '%' && c != '=' &&
         c != ',' && c != 0x7f;
}

void PutEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (IsPlain(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
  }
}

std::string Unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%' || i + 2 >= text.size()) {
      out.push_back(text[i]);
      continue;
    }
    const auto high = kHexDigits.find(text[i + 1]);
    const auto low = kHexDigits.find(text[i + 2]);
    out.push_back(static_cast<char>((high & 15) << 4 | (low & 15)));
    i += 2;
  }
  return out;
}

std::string_view CertaintyWord(Certainty certainty) {
  switch (certainty) {
    case Certainty::kCertain:
      return "certain";
    case Certainty::kLikely:
      return "likely";
    case Certainty::kUnknown:
      break;
  }
  return "";
}

Certainty CertaintyFrom(std::string_view word) {
  if (word == "certain") return Certainty::kCertain;
  return word == "likely" ? Certainty::kLikely : Certainty::kUnknown;
}

// An empty entry in the list would read as none: it is left out.
void PutAlso(std::string& out, const std::vector<std::string>& also) {
  bool first = true;
  for (const std::string& id : also) {
    if (id.empty()) continue;
    if (!first) out.push_back(',');
    PutEscaped(out, id);
    first = false;
  }
}

void ReadPair(std::string_view part, Pairs& pairs) {
  const std::size_t sign = part.find('=');
  if (sign == std::string_view::npos) return;
  pairs.emplace_back(Unescaped(part.substr(0, sign)),
                     Unescaped(part.substr(sign + 1)));
}

}  // namespace

std::string WriteVerdict(const Verdict& verdict) {
  std::string out(CertaintyWord(verdict.certainty));
  if (verdict.also.empty() && verdict.attributes.empty()) return out;
  out.push_back('\t');
  PutAlso(out, verdict.also);
  for (const auto& [key, value] : verdict.attributes) {
    out.push_back('\t');
    PutEscaped(out, key);
    out.push_back('=');
    PutEscaped(out, value);
  }
  return out;
}

Verdict ReadVerdict(std::string_view cause, std::string_view rest) {
  Verdict verdict;
  verdict.cause = cause;
  const auto parts = Split(rest, '\t');
  verdict.certainty = CertaintyFrom(parts[0]);
  if (parts.size() > 1 && !parts[1].empty()) {
    for (const std::string_view id : Split(parts[1], ',')) {
      verdict.also.push_back(Unescaped(id));
    }
  }
  for (std::size_t i = 2; i < parts.size(); ++i) {
    ReadPair(parts[i], verdict.attributes);
  }
  return verdict;
}

}  // namespace mailwhy::store::sqlite
