// ReadBounce: one message, and the messages in it, until one is a bounce.
#include <algorithm>
#include <string>
#include <utility>

#include "base/cursor.h"
#include "base/text.h"
#include "bounce/automatic.h"
#include "bounce/bounce.h"
#include "bounce/decode.h"
#include "bounce/fields.h"
#include "bounce/mime.h"
#include "bounce/phrases.h"
#include "bounce/prose.h"
#include "bounce/reply.h"
#include "bounce/text.h"

namespace mailwhy::bounce {
namespace {

// A forward of a forward of a list's notice is four; more is made up.
constexpr int kDeepestMail = 8;
constexpr std::size_t kMostMails = 20;
constexpr std::size_t kMostSaid = 8;

// How surely a message is a bounce.
enum class Evidence { kNone, kSomeReply, kSure };

struct Reading {
  Bounce bounce;
  Evidence evidence = Evidence::kNone;
};

void AddOnce(std::vector<std::string>& list, const std::string& one) {
  if (one.empty() || list.size() >= kMostSaid) return;
  if (std::find(list.begin(), list.end(), one) == list.end()) {
    list.push_back(one);
  }
}

// What the prose says of a recipient whom the fields name: Postfix's log form
// has more than the fields, others less.
void Join(BouncedRecipient& recipient, const BouncedRecipient& prose) {
  for (const std::string& said : prose.said) {
    const bool more = ReadRefusal(said).as_logged;
    if (more && recipient.said.size() < kMostSaid) {
      recipient.said.insert(recipient.said.begin(), said);
    } else {
      AddOnce(recipient.said, said);
    }
  }
  if (recipient.stage.empty()) recipient.stage = prose.stage;
  Peer& mta = recipient.remote_mta;
  if (!mta.known()) mta = prose.remote_mta;
  const bool same = EqualsIgnoringCase(mta.name, prose.remote_mta.name);
  if (mta.ip.empty() && same) mta.ip = prose.remote_mta.ip;
}

bool SameAddress(const BouncedRecipient& a, const BouncedRecipient& b) {
  return EqualsIgnoringCase(a.recipient, b.recipient) ||
         (!a.original.empty() && EqualsIgnoringCase(a.original, b.recipient));
}

void JoinAll(Bounce& bounce, const Prose& prose) {
  const bool single =
      bounce.recipients.size() == 1 && prose.recipients.size() == 1;
  std::size_t work = 0;
  for (BouncedRecipient& recipient : bounce.recipients) {
    for (const BouncedRecipient& told : prose.recipients) {
      if (++work > 100'000) return;
      if (single || SameAddress(recipient, told)) Join(recipient, told);
    }
  }
}

bool IsAnnounced(const Headers& headers) {
  return HasOneOf(LowerAscii(headers.Text("subject")), kAnnouncing);
}

bool AnySaid(const Prose& prose) {
  return std::any_of(prose.recipients.begin(), prose.recipients.end(),
                     [](const auto& each) { return !each.said.empty(); });
}

// Out of the headers of the mail that came back.
void TakeReturned(std::string_view headers, Bounce& bounce) {
  const Headers returned = Headers::Take(headers);
  const auto fill = [](std::string& place, std::string value) {
    if (place.empty()) place = std::move(value);
  };
  std::string id(Trim(returned.Get("message-id")));
  if (StartsWith(id, "<") && EndsWith(id, ">"))
    id = id.substr(1, id.size() - 2);
  fill(bounce.message_id, ValidUtf8(id));
  fill(bounce.from, returned.Text("from"));
  fill(bounce.to, returned.Text("to"));
  fill(bounce.subject, returned.Text("subject"));
  const auto sender = FindAddress(returned.Get("return-path"));
  if (sender) fill(bounce.sender, ValidUtf8(*sender));
}

// The first header-like lines of what stands behind "Below this line is a
// copy of the message".
std::string ReturnedHeaders(std::string_view rest) {
  std::string headers;
  for (const std::string_view line : LinesOf(rest.substr(0, 64 * 1024))) {
    const std::size_t colon = line.find(':');
    const bool field = colon < 60 && line.find(' ') > colon;
    const bool folded = StartsWith(line, " ") || StartsWith(line, "\t");
    if (field || (folded && !headers.empty())) {
      headers.append(line).append("\n");
    } else if (!headers.empty() && headers.find("\n") < headers.size() - 1) {
      break;
    }
  }
  return headers;
}

class Reader {
 public:
  Reading Read(std::string_view bytes, int depth) {
    const Message message = ReadMessage(bytes);
    Reading own = ReadOwn(message);
    if (own.evidence == Evidence::kSure) {
      for (const std::string& mail : message.mails) {
        TakeReturned(mail, own.bounce);
      }
      return own;
    }
    if (depth < kDeepestMail) {
      for (const std::string& mail : message.mails) {
        if (++mails_ > kMostMails) break;
        Reading inner = Read(mail, depth + 1);
        if (inner.evidence > own.evidence) own = std::move(inner);
        if (own.evidence == Evidence::kSure) break;
      }
    }
    return own;
  }

 private:
  Reading ReadOwn(const Message& message) {
    Reading reading;
    Bounce& bounce = reading.bounce;
    for (const std::string& report : message.reports) {
      ReadFields(report, bounce);
    }
    bool fields = !bounce.recipients.empty();
    const auto& texts = message.texts.empty() ? message.pages : message.texts;
    for (const std::string& text : texts) {
      if (!fields) fields = ReadFields(text, bounce);
    }
    for (const std::string& text : texts) {
      TakeProse(message, text, fields, reading);
    }
    if (fields) reading.evidence = Evidence::kSure;
    Finish(message, reading);
    return reading;
  }

  static void TakeProse(const Message& message, const std::string& text,
                        bool fields, Reading& reading) {
    Bounce& bounce = reading.bounce;
    Prose prose = ReadProse(text);
    const bool from_server = IsFromServer(message.headers);
    if (from_server) prose.announced |= IsAnnounced(message.headers);
    const bool sure = (prose.announced || from_server) && AnySaid(prose);
    const bool named = prose.announced && !prose.recipients.empty() &&
                       (from_server || message.pasted);
    if (fields) {
      JoinAll(bounce, prose);
    } else if (sure || named) {
      reading.evidence = Evidence::kSure;
    } else if (prose.has_code && reading.evidence == Evidence::kNone) {
      reading.evidence = Evidence::kSomeReply;
    } else {
      return;
    }
    TakeReturned(ReturnedHeaders(prose.rest), bounce);
    if (!fields) Adopt(prose, bounce);
  }

  static void Adopt(const Prose& prose, Bounce& bounce) {
    for (BouncedRecipient recipient : prose.recipients) {
      // People write more addresses than those that failed.
      if (recipient.said.empty() && AnySaid(prose)) continue;
      recipient.action = prose.delayed ? "delayed" : "failed";
      AddOnce(recipient.said, prose.notice);
      if (bounce.recipients.size() < kMostRecipients) {
        bounce.recipients.push_back(std::move(recipient));
      }
    }
    if (!bounce.reporting_mta.known()) {
      bounce.reporting_mta = prose.reporting_mta;
    }
    if (bounce.sender.empty()) bounce.sender = prose.sender;
  }

  static void Finish(const Message& message, Reading& reading) {
    Bounce& bounce = reading.bounce;
    const bool automatic = IsAutoReply(message.headers);
    const bool read_receipt = message.report_type == "disposition-notification";
    if (reading.evidence == Evidence::kSure) {
      FinishBounce(message, bounce);
    } else if (automatic || read_receipt) {
      bounce = Bounce();
      bounce.kind = automatic && !read_receipt ? Bounce::Kind::kAutoReply
                                               : Bounce::Kind::kReceipt;
      reading.evidence = Evidence::kNone;
    } else if (reading.evidence == Evidence::kSomeReply) {
      bounce.kind = KindOf(bounce);
    } else {
      bounce = Bounce();
    }
  }

  static void FinishBounce(const Message& message, Bounce& bounce) {
    bounce.kind = KindOf(bounce);
    TakeReturned(message.returned_headers, bounce);
    // A notification goes to the sender of what it is about.
    const auto to = FindAddress(message.headers.Get("to"));
    if (bounce.sender.empty() && to && IsFromServer(message.headers)) {
      bounce.sender = ValidUtf8(*to);
    }
    const auto failed = message.headers.Get("x-failed-recipients");
    if (bounce.recipients.size() == 1 &&
        bounce.recipients[0].recipient.empty()) {
      bounce.recipients[0].recipient =
          ValidUtf8(FindAddress(failed).value_or(""));
    }
  }

  static Bounce::Kind KindOf(const Bounce& bounce) {
    bool delayed = false, passed = false;
    for (const BouncedRecipient& recipient : bounce.recipients) {
      const std::string& action = recipient.action;
      if (action == "delayed" ||
          (action.empty() && StartsWith(recipient.status, "4"))) {
        delayed = true;
      } else if (action == "delivered" || action == "relayed" ||
                 action == "expanded") {
        passed = true;
      } else {
        return Bounce::Kind::kFailure;
      }
    }
    if (delayed) return Bounce::Kind::kDelay;
    return passed ? Bounce::Kind::kReceipt : Bounce::Kind::kFailure;
  }

  std::size_t mails_ = 0;
};

// The source of a mail that was quoted whole, without its quote marks; nothing
// where the text is none.
std::string Unquoted(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4 * kLongestText);
  if (head.find("> ") == kNowhere) return "";
  std::string text;
  bool begun = false;
  for (const std::string_view line : LinesOf(head)) {
    const std::string lower = LowerAscii(line.substr(0, 40));
    begun = begun || StartsWith(lower, "return-path:") ||
            StartsWith(lower, "content-type:") ||
            StartsWith(lower, "received:") || StartsWith(lower, "from:");
    if (begun) text.append(line).append("\n");
  }
  return text;
}

// UTF-16, as some programs save what is copied out of them.
std::string Plain(std::string_view bytes) {
  if (StartsWith(bytes, "\xFF\xFE") || StartsWith(bytes, "\xFE\xFF")) {
    return ToUtf8(bytes, "utf-16");
  }
  if (StartsWith(bytes, "\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return std::string(bytes);
}

}  // namespace

Bounce ReadBounce(std::string_view bytes) {
  const std::string plain = Plain(bytes);
  Reading reading = Reader().Read(plain, 0);
  if (reading.evidence != Evidence::kSure) {
    const std::string unquoted = Unquoted(plain);
    if (!unquoted.empty()) {
      Reading again = Reader().Read(unquoted, 1);
      if (again.evidence > reading.evidence) reading = std::move(again);
    }
  }
  return std::move(reading.bounce);
}

}  // namespace mailwhy::bounce
