#include "cli/setup.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "base/log.h"
#include "base/text.h"
#include "cli/interrupt.h"
#include "cli/logs.h"
#include "cli/terminal.h"

namespace mailwhy::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSystemStore = "/var/lib/mailwhy/mailwhy.db";
constexpr const char* kSitePatterns = "/etc/mailwhy/patterns.d";

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string PersonalStore() {
  const std::string state = Environment("XDG_STATE_HOME");
  if (!state.empty()) return state + "/mailwhy/mailwhy.db";
  const std::string home = Environment("HOME");
  return home.empty() ? "" : home + "/.local/state/mailwhy/mailwhy.db";
}

// Where the store may be, in the order of INTERFACE.md, "Store". What the user
// names counts alone.
std::vector<std::string> StorePlaces(const Invocation& invocation) {
  if (invocation.Has("db")) return {invocation.Get("db")};
  std::vector<std::string> places;
  for (std::string place : {Environment("MAILWHY_DB"),
                            std::string(kSystemStore), PersonalStore()}) {
    if (!place.empty()) places.push_back(std::move(place));
  }
  return places;
}

// Whether a store at `place` can be written, or created with its directory.
bool CanWrite(const fs::path& place) {
  std::error_code ignored;
  if (fs::exists(place, ignored)) return access(place.c_str(), W_OK) == 0;
  fs::path above = place.parent_path();
  if (above.empty()) above = ".";
  while (!fs::exists(above, ignored) && above.has_relative_path()) {
    above = above.parent_path();
    if (above.empty()) above = ".";
  }
  return access(above.c_str(), W_OK | X_OK) == 0;
}

Result<Zone> ZoneNamed(const Invocation& invocation, const char* option) {
  Result<Zone> zone = Zone::Named(invocation.Get(option));
  if (zone) return zone;
  return Error{fmt::format("--{} {}", option, invocation.Get(option)),
               zone.error().why, zone.error().hint};
}

// --at, --since, --until, --day.
Result<std::optional<TimeSpan>> SpanOf(const Invocation& invocation,
                                       const char* option, const Zone& zone) {
  if (!invocation.Has(option)) return std::optional<TimeSpan>();
  Result<TimeSpan> span = ReadTime(invocation.Get(option), Now(), zone);
  if (!span) {
    return Error{fmt::format("--{} {}", option, invocation.Get(option)),
                 span.error().why, span.error().hint};
  }
  return std::optional<TimeSpan>(*span);
}

Status ReadDurationOption(const Invocation& invocation, const char* option,
                          std::optional<Micros>* value) {
  if (!invocation.Has(option)) return {};
  Result<Micros> duration = ReadDuration(invocation.Get(option));
  if (!duration) {
    return Error{fmt::format("--{} {}", option, invocation.Get(option)),
                 duration.error().why, duration.error().hint};
  }
  *value = *duration;
  return {};
}

Status ReadTimes(const Invocation& invocation, const Zone& zone,
                 Question& question) {
  Result<std::optional<TimeSpan>> at = SpanOf(invocation, "at", zone);
  if (!at) return at.error();
  Result<std::optional<TimeSpan>> since = SpanOf(invocation, "since", zone);
  if (!since) return since.error();
  Result<std::optional<TimeSpan>> until = SpanOf(invocation, "until", zone);
  if (!until) return until.error();
  if (*at && (*since || *until)) {
    return Error{"--at", "cannot stand together with --since or --until",
                 "--at means a moment with --within around it, the others a "
                 "period: use one of the two"};
  }
  question.at = *at;
  if (*since) question.since = (*since)->begin;
  if (*until) question.until = (*until)->end;
  if (question.since && question.until && *question.since >= *question.until) {
    return Error{"--since", "is later than --until", ""};
  }
  std::optional<Micros> within;
  if (Status status = ReadDurationOption(invocation, "within", &within);
      !status) {
    return status;
  }
  if (within && !question.at) {
    return Error{"--within", "needs --at", "for a period: --since and --until"};
  }
  question.within =
      within.value_or(question.at && question.at->whole_day ? 0 : kHour);
  return {};
}

Status CheckCause(const std::string& cause, const classify::RuleBook& rules) {
  if (cause.empty()) return {};
  std::vector<std::string> ids;
  for (const classify::CauseRow& row :
       classify::ListCauses(rules, Language::kEnglish)) {
    ids.push_back(row.id);
  }
  if (std::find(ids.begin(), ids.end(), cause) != ids.end()) return {};
  const std::string nearest = Nearest(cause, ids);
  return Error{"--cause " + cause, "no such cause",
               nearest.empty() ? "mailwhy rules list shows them"
                               : fmt::format("did you mean {}?", nearest)};
}

void FitYear(const store::Coverage& covers, const Zone& zone,
             Question& question) {
  if (!question.at || question.at->year_given) return;
  const int first = zone.ToCivil(covers.since->at).year;
  for (int year = zone.ToCivil(covers.until->at).year; year >= first; --year) {
    const TimeSpan there = InYear(*question.at, year, zone);
    if (there.begin - question.within <= covers.until->at &&
        there.end + question.within >= covers.since->at) {
      question.at = there;
      return;
    }
  }
}

std::string WithoutBrackets(std::string text) {
  if (text.size() >= 2 && text.front() == '<' && text.back() == '>') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

}  // namespace

Language LanguageOf(const Invocation& invocation) {
  if (invocation.Has("lang")) {
    return invocation.Get("lang") == "ja" ? Language::kJapanese
                                          : Language::kEnglish;
  }
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = Environment(name);
    if (value.empty()) continue;
    return StartsWith(value, "ja") ? Language::kJapanese : Language::kEnglish;
  }
  return Language::kEnglish;
}

Result<Zone> LogZone(const Invocation& invocation) {
  if (!invocation.Has("log-timezone")) return Zone::Machine();
  return ZoneNamed(invocation, "log-timezone");
}

Result<std::optional<Zone>> ShownZone(const Invocation& invocation) {
  if (!invocation.Has("timezone")) return std::optional<Zone>();
  Result<Zone> zone = ZoneNamed(invocation, "timezone");
  if (!zone) return zone.error();
  return std::optional<Zone>(*zone);
}

Result<Zone> AskingZone(const Invocation& invocation) {
  if (invocation.Has("timezone")) return ZoneNamed(invocation, "timezone");
  return LogZone(invocation);
}

Result<std::shared_ptr<const classify::RuleBook>> RulesOf(
    const Invocation& invocation) {
  std::vector<std::string> directories;
  std::error_code ignored;
  if (fs::is_directory(kSitePatterns, ignored)) {
    directories.push_back(kSitePatterns);
  }
  for (std::string& directory : invocation.All("patterns")) {
    directories.push_back(std::move(directory));
  }
  return classify::ReadRules(directories);
}

std::string FormatOf(const Invocation& invocation) {
  if (invocation.Has("json")) return "json";
  return invocation.Get("format", "text");
}

report::Style StyleOf(const Invocation& invocation, const Zone* zone) {
  report::Style style;
  style.language = LanguageOf(invocation);
  style.colour = WantsColour(invocation);
  // Lines of prose longer than this are hard to read on any terminal.
  style.width = std::min(TerminalWidth(), 100);
  style.zone = zone;
  return style;
}

Status FitToLog(const Invocation& invocation, store::Store& store,
                Question& question) {
  if (!question.at && !question.since && !question.until) return {};
  Result<store::Coverage> covers = store.Covers();
  if (!covers) return covers.error();
  if (!covers->since || !covers->until) return {};
  Result<Zone> zone = AskingZone(invocation);
  if (!zone) return zone.error();
  const int logged = covers->until->offset_minutes;
  const bool zone_given =
      invocation.Has("timezone") || invocation.Has("log-timezone");
  if (!zone_given && zone->OffsetMinutes(covers->until->at) != logged) {
    *zone = Zone::Fixed(logged);
    if (Status status = ReadTimes(invocation, *zone, question); !status) {
      return status;
    }
  }
  FitYear(*covers, *zone, question);
  return {};
}

Result<ReadOptions> ReadOptionsOf(const Invocation& invocation) {
  ReadOptions options;
  Result<Zone> zone = LogZone(invocation);
  if (!zone) return zone.error();
  options.zone = *zone;
  if (invocation.Has("year")) {
    const std::string year = invocation.Get("year");
    if (!IsAllDigits(year) || year.size() != 4 || year < "1970") {
      return Error{"--year " + year, "not a year", "for example: --year 2022"};
    }
    options.year = std::stoi(year);
  }
  return options;
}

namespace {

// An empty variable of a script must not turn into "whoever": `--to ""`.
Status CheckNotEmpty(const Invocation& invocation) {
  constexpr const char* kNames[] = {"from",  "to",     "queue-id", "message-id",
                                    "relay", "client", "user"};
  for (const char* name : kNames) {
    if (!invocation.Has(name)) continue;
    const std::string value = invocation.Get(name);
    const bool sender = std::string_view(name) == "from";
    if (sender && value == "<>") continue;
    if (!WithoutBrackets(value).empty()) continue;
    return Error{fmt::format("--{} '{}'", name, value), "says nothing",
                 sender ? "the empty sender of bounces is written '<>'"
                        : "leave the option out, or give it a value"};
  }
  return {};
}

}  // namespace

Result<Question> QuestionOf(const Invocation& invocation,
                            const classify::RuleBook& rules) {
  if (Status status = CheckNotEmpty(invocation); !status) {
    return status.error();
  }
  Question question;
  question.from = invocation.Get("from");
  question.to = invocation.Get("to");
  if (question.from != "<>") question.from = WithoutBrackets(question.from);
  question.to = WithoutBrackets(question.to);
  question.queue_id = invocation.Get("queue-id");
  question.message_id = WithoutBrackets(invocation.Get("message-id"));
  question.status = invocation.Get("status");
  question.cause = invocation.Get("cause");
  question.relay = invocation.Get("relay");
  question.client = invocation.Get("client");
  question.user = invocation.Get("user");
  question.now = Now();
  if (Status status = CheckCause(question.cause, rules); !status) {
    return status.error();
  }
  Result<Zone> zone = AskingZone(invocation);
  if (!zone) return zone.error();
  if (Status status = ReadTimes(invocation, *zone, question); !status) {
    return status.error();
  }
  if (invocation.Has("limit")) {
    const std::string limit = invocation.Get("limit");
    if (!IsAllDigits(limit) || limit.size() > 7 || std::stoi(limit) == 0) {
      return Error{"--limit " + limit, "not a number from 1 to 9999999", ""};
    }
    question.limit = std::stoi(limit);
  }
  if (Status status = ReadDurationOption(invocation, "queue-lifetime",
                                         &question.queue_lifetime);
      !status) {
    return status.error();
  }
  question.bounce_queue_lifetime = question.queue_lifetime;
  return question;
}

namespace {

// How much there is to read; nothing where that is not known beforehand.
std::optional<std::int64_t> BytesOf(const std::vector<source::LogFile>& files) {
  // Mail logs compress to an eighth and less.
  constexpr std::int64_t kUnpacked = 10;
  std::int64_t bytes = 0;
  for (const source::LogFile& file : files) {
    std::error_code unknown;
    if (!fs::is_regular_file(file.path, unknown)) return std::nullopt;
    const auto size =
        static_cast<std::int64_t>(fs::file_size(file.path, unknown));
    if (unknown) return std::nullopt;
    const std::string suffix = fs::path(file.path).extension();
    const bool packed = suffix == ".gz" || suffix == ".xz" ||
                        suffix == ".zst" || suffix == ".bz2";
    bytes += packed ? size * kUnpacked : size;
  }
  return bytes;
}

// The logs are not watched while they are read: what is there is the answer.
Result<std::unique_ptr<store::Store>> StoreOfLogs(
    const Invocation& invocation,
    const std::shared_ptr<const classify::RuleBook>& rules,
    std::optional<Micros> asked, bool* errors_met, bool evidence) {
  Result<std::vector<std::string>> paths = LogPaths(invocation.All("log"));
  if (!paths) return paths.error();
  Result<std::vector<source::LogFile>> files = source::PlanFiles(*paths);
  if (!files) return files.error();
  Result<ReadOptions> options = ReadOptionsOf(invocation);
  if (!options) return options.error();
  options->asked = asked;
  options->join_pasted = true;
  options->growing = false;
  options->once = files->size() == 1;
  Progress progress(!invocation.Has("quiet"));
  Result<std::unique_ptr<store::Store>> store =
      store::OpenInMemory({BytesOf(*files), evidence});
  if (!store) return store;
  classify::Classifier classifier(rules);
  const Pipeline* reading = nullptr;
  options->progress = [&](std::int64_t done, std::int64_t all) {
    progress.Show(done, all, reading->counts().lines);
    return !Interrupted();
  };
  Pipeline pipeline(**store, classifier, *options);
  reading = &pipeline;
  Status status = pipeline.Load(*files, [&](const Error& error) {
    ShowError(error);
    *errors_met = true;
  });
  if (!status) return status.error();
  return store;
}

}  // namespace

Result<std::unique_ptr<store::Store>> StoreToRead(
    const Invocation& invocation,
    const std::shared_ptr<const classify::RuleBook>& rules,
    std::optional<Micros> asked, bool* errors_met, bool evidence) {
  if (invocation.Has("log")) {
    return StoreOfLogs(invocation, rules, asked, errors_met, evidence);
  }
  const std::vector<std::string> places = StorePlaces(invocation);
  for (const std::string& place : places) {
    std::error_code failed;
    if (fs::exists(place, failed) || (failed && invocation.Has("db"))) {
      return store::Open(place, store::Access::kRead);
    }
  }
  return Error{
      fmt::format("{}", fmt::join(places, ", ")), "no store there yet",
      "read a log into one first: mailwhy load /var/log/mail.log; or ask "
      "a log directly: --log FILE"};
}

Result<std::unique_ptr<store::Store>> StoreToWrite(
    const Invocation& invocation) {
  const std::vector<std::string> places = StorePlaces(invocation);
  std::string chosen = places.empty() ? "" : places.front();
  if (!invocation.Has("db") && Environment("MAILWHY_DB").empty()) {
    const auto writable = std::find_if(places.begin(), places.end(), CanWrite);
    if (writable != places.end()) chosen = *writable;
    std::error_code ignored;  // the store says what is wrong, if anything
    fs::create_directories(fs::path(chosen).parent_path(), ignored);
  }
  if (chosen.empty()) return Error{"store", "no place for it", "use --db FILE"};
  return store::Open(chosen, store::Access::kWrite);
}

}  // namespace mailwhy::cli
