#include "unit/pipeline/told.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace mailwhy {
namespace {

std::string_view TakeWord(std::string_view& text) {
  const std::size_t blank = text.find(' ');
  const std::string_view word = text.substr(0, blank);
  text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
  return word;
}

std::string OneLine(std::string_view line) {
  std::string_view day = "05";
  std::string_view time = TakeWord(line);
  if (time.find(':') == std::string_view::npos) {
    day = time;
    time = TakeWord(line);
  }
  const std::string zero = day.size() < 2 ? "0" : "";
  const std::string_view host = TakeWord(line);
  const std::string_view program = TakeWord(line);
  const bool whole = program.find('/') != std::string_view::npos;
  return fmt::format("2022-12-{}{}T{}+00:00 {} {}{} {}\n", zero, day, time,
                     host, whole ? "" : "postfix/", program, line);
}

std::string OrDash(const std::string& text) {
  return text.empty() ? "-" : text;
}

std::string Shown(const Delivery& delivery) {
  std::string text = "  " + delivery.recipient;
  if (!delivery.orig_to.empty()) text += " (" + delivery.orig_to + ")";
  text += std::string(" ") + StateName(delivery.state);
  for (const Attempt& attempt : delivery.attempts) {
    text += " " + attempt.agent + " " + attempt.status;
  }
  return text + "\n";
}

}  // namespace

std::string LogOf(std::string_view lines) {
  std::string log;
  for (const std::string_view line : Split(lines, '\n')) {
    const std::string_view text = Trim(line);
    if (!text.empty()) log += OneLine(text);
  }
  return log;
}

std::string Text(std::string_view indented) {
  std::string text;
  std::size_t margin = std::string::npos;
  for (const std::string_view line : Split(indented, '\n')) {
    const std::size_t begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos) continue;
    margin = std::min(margin, begin);
    text += std::string(line.substr(margin)) + "\n";
  }
  return text;
}

Told& Told::operator<<(std::string_view lines) {
  const std::string name = fmt::format("{}.log", ++files_);
  loads_.Load({dir_.Write(name, LogOf(lines))});
  for (const Error& error : loads_.errors) FAIL(error.what << error.why);
  return *this;
}

std::string Told::Head(const Mail& mail) {
  const std::string sender =
      mail.sender ? (mail.sender->empty() ? "<>" : *mail.sender) : "-";
  std::string text = fmt::format(
      "{}@{} {} {} {}{}", mail.queue_id, mail.host, OrDash(mail.origin), sender,
      mail.start_missing ? "?" : "", StateName(mail.state));
  if (mail.probe) text += " probe";
  for (const Link& link : mail.links) {
    text += fmt::format(" {} {} {}@{}", link.to ? ">" : "<",
                        LinkKindName(link.kind), link.queue_id, link.host);
    if (link.id == 0) text += "?";
  }
  return text + "\n";
}

std::string Told::Heads() {
  std::string text;
  Filter all;
  all.order = Filter::Order::kExport;
  Must(loads_.store->FindMails(all, [&](Mail&& mail) {
    text += Head(mail);
    return true;
  }));
  return text;
}

std::string Told::Mails() {
  std::string text;
  Filter all;
  all.order = Filter::Order::kExport;
  Must(loads_.store->FindMails(all, [&](Mail&& mail) {
    text += Head(mail);
    for (const Delivery& delivery : mail.deliveries) text += Shown(delivery);
    return true;
  }));
  return text;
}

Mail Told::Of(const std::string& queue_id) {
  Filter filter;
  filter.queue_id = queue_id;
  std::vector<Mail> mails;
  Must(loads_.store->FindMails(filter, [&](Mail&& mail) {
    mails.push_back(std::move(mail));
    return true;
  }));
  REQUIRE(mails.size() == 1);
  return mails.front();
}

}  // namespace mailwhy
