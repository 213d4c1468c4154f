// The text of an HTML notice: providers send their bounces as pages.
#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/cursor.h"
#include "base/text.h"
#include "base/utf8.h"
#include "bounce/decode.h"

namespace mailwhy::bounce {
namespace {

constexpr std::pair<std::string_view, std::string_view> kEntities[] = {
    {"lt", "<"},   {"gt", ">"},   {"amp", "&"}, {"quot", "\""},
    {"apos", "'"}, {"nbsp", " "}, {"shy", ""}};

constexpr std::string_view kBlocks[] = {
    "p",  "br", "div", "tr", "td", "th",    "li", "h1",         "h2",
    "h3", "h4", "pre", "ul", "ol", "table", "hr", "blockquote", "title"};

bool IsBlock(std::string_view name) {
  for (const std::string_view block : kBlocks) {
    if (name == block) return true;
  }
  return false;
}

// "&#12354;", "&#x3042;"
bool TakeNumber(std::string_view name, std::string& out) {
  if (name.size() < 2 || name.front() != '#') return false;
  name.remove_prefix(1);
  const bool hex = name.front() == 'x' || name.front() == 'X';
  if (hex) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(
      name.data(), name.data() + name.size(), code, hex ? 16 : 10);
  if (error != std::errc() || end != name.data() + name.size()) return false;
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code == 0 || code > 0x10FFFF || surrogate) code = kReplacement;
  AppendUtf8(static_cast<char32_t>(code), &out);
  return true;
}

void TakeEntity(std::string_view& html, std::string& out) {
  const std::string_view near = html.substr(0, 12);
  const std::size_t end = near.find(';');
  if (end != kNowhere) {
    const std::string_view name = near.substr(1, end - 1);
    for (const auto& [entity, text] : kEntities) {
      if (name != entity) continue;
      out += text;
      html.remove_prefix(end + 1);
      return;
    }
    if (TakeNumber(name, out)) {
      html.remove_prefix(end + 1);
      return;
    }
  }
  out += '&';
  html.remove_prefix(1);
}

// The end of an element whose text nobody sees, or of the page.
void SkipElement(std::string_view& html, const std::string& name) {
  const std::string end = "</" + name;
  std::size_t at = html.find('<');
  while (at != kNowhere &&
         !EqualsIgnoringCase(html.substr(at, end.size()), end)) {
    at = html.find('<', at + 1);
  }
  html.remove_prefix(std::min(at, html.size()));
}

// `kept`: whether line ends count, as they do within <pre>.
void TakeTag(std::string_view& html, std::string& out, bool& kept) {
  if (StartsWith(html, "<!--")) {
    const std::size_t end = html.find("-->");
    html.remove_prefix(end == kNowhere ? html.size() : end + 3);
    return;
  }
  const std::size_t close = html.find('>');
  std::string_view inside = html.substr(1, close == kNowhere ? 0 : close - 1);
  html.remove_prefix(close == kNowhere ? html.size() : close + 1);
  const bool ends = StartsWith(inside, "/");
  if (ends) inside.remove_prefix(1);
  const std::string name =
      LowerAscii(inside.substr(0, inside.find_first_of(" \t\r\n/")));
  if (!ends && (name == "style" || name == "script")) SkipElement(html, name);
  if (name == "pre") kept = !ends;
  if (IsBlock(name)) out += '\n';
}

}  // namespace

std::string TextOfHtml(std::string_view html) {
  std::string out;
  bool kept = false;
  while (!html.empty()) {
    const char c = html.front();
    if (c == '<') {
      TakeTag(html, out, kept);
    } else if (c == '&') {
      TakeEntity(html, out);
    } else {
      const bool blank = c == '\r' || c == '\t' || (c == '\n' && !kept);
      out += blank ? ' ' : c;
      html.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace mailwhy::bounce
