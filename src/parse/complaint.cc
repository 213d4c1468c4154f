// Warnings and errors that no shape knows: of the libraries that all daemons
// share, and of commands. Of some the words tell which mail, server or user
// they concern. The parser asks last of all.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/lexis.h"
#include "parse/shapes.h"

namespace mailwhy::parse {
namespace {

// How far into the text a queue ID or a peer is looked for.
constexpr std::size_t kFar = 200;

// What stands before a queue ID in the midst of words: pickup's "error writing
// ID: queue file write error", qmgr's "open active ID: No such file", "saving
// corrupt file "ID" from queue "active"", "remove ID from active".
constexpr auto kBeforeQueueId = std::to_array<std::string_view>(
    {"writing ", "active ", "incoming ", "deferred ", "hold ",
     "corrupt file \"", "remove ", "rename ", "defer ", " id ", "bounce "});

bool EndsWithOne(std::string_view text) {
  return std::any_of(kBeforeQueueId.begin(), kBeforeQueueId.end(),
                     [&](std::string_view end) { return text.ends_with(end); });
}

std::string_view QueueIdWithin(std::string_view text) {
  text = text.substr(0, kFar);
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view word = Cursor(text.substr(at)).TakeWhile(IsAlnum);
    if (IsQueueId(word) && EndsWithOne(text.substr(0, at))) return word;
    at += word.size() + 1;
  }
  return {};
}

// "host NAME[IP]:25 greeted me with my own hostname ...", "NAME[IP]: ...".
PeerView PeerWithin(std::string_view text) {
  Cursor cursor(text.substr(0, kFar));
  cursor.Skip("host ");
  std::string_view rest = cursor.rest();
  const std::size_t open = rest.find('[');
  if (open == kNowhere || rest.find(' ') < open) return {};
  const PeerView peer = TakePeer(&rest);
  const bool ends = rest.starts_with(' ') || rest.starts_with(':');
  return ends && !peer.ip.empty() ? peer : PeerView();
}

// sendmail: "www-data(33): No recipient addresses found in message header",
// postdrop: "uid=33: File too large".
void ReadUser(std::string_view text, Event& event) {
  Cursor cursor(text);
  if (cursor.Skip("uid=")) {
    const std::string_view uid = cursor.TakeDigits();
    if (cursor.Sees(":")) event.uid = uid;
    return;
  }
  const std::string_view name = cursor.TakeWhile(
      [](char c) { return IsAlnum(c) || c == '-' || c == '_' || c == '.'; });
  if (name.empty() || !cursor.Skip('(')) return;
  const std::string_view uid = cursor.TakeDigits();
  if (uid.empty() || !cursor.Skip("): ")) return;
  event.uid = uid;
  AddExtra("user", name, event);
}

}  // namespace

LineKind ReadComplaint(std::string_view text, Event& event) {
  event.response = text;
  if (event.queue_id.empty()) event.queue_id = QueueIdWithin(text);
  if (event.peer.ip.empty()) event.peer = PeerWithin(text);
  if (event.daemon == "sendmail" || event.daemon == "postdrop") {
    ReadUser(text, event);
  }
  return LineKind::kWarning;
}

}  // namespace mailwhy::parse
