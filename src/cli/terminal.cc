#include "cli/terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "base/text.h"

namespace mailwhy::cli {
namespace {

winsize SizeOf(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) size = winsize{};
  return size;
}

std::int64_t Milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t wrote = write(descriptor, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return true;
}

Error StandardOutputError() {
  return {"standard output", std::strerror(errno), ""};
}

Status ToStandardOutput(const std::string& text) {
  if (WriteAll(STDOUT_FILENO, text) || errno == EPIPE) return {};
  return StandardOutputError();
}

Error OutputError(const std::string& path) {
  return {path, std::strerror(errno), "is there such a directory, and room?"};
}

Status ToFile(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << text;
  file.close();
  if (file) return {};
  return OutputError(path);
}

bool ThroughPager(const std::string& text) {
  const char* chosen = std::getenv("PAGER");
  const std::string pager = chosen != nullptr && *chosen != 0 ? chosen : "less";
  if (pager == "cat") return false;
  setenv("LESS", "FRX", 0);  // colours, and no pager for what fits
  FILE* pipe = popen(pager.c_str(), "w");
  if (pipe == nullptr) return false;
  std::fwrite(text.data(), 1, text.size(), pipe);
  return pclose(pipe) == 0;
}

}  // namespace

bool OnTerminal(int descriptor) { return isatty(descriptor) == 1; }

int TerminalWidth() {
  const char* columns = std::getenv("COLUMNS");
  if (columns != nullptr && IsAllDigits(columns) && std::strlen(columns) < 5 &&
      std::atoi(columns) >= 40) {
    return std::atoi(columns);
  }
  const winsize size = SizeOf(STDOUT_FILENO);
  return size.ws_col >= 40 ? size.ws_col : 80;
}

int TerminalHeight() {
  const winsize size = SizeOf(STDOUT_FILENO);
  return size.ws_row > 0 ? size.ws_row : 24;
}

bool WantsColour(const Invocation& invocation) {
  const std::string when = invocation.Get("color", "auto");
  if (when != "auto") return when == "always";
  const char* terminal = std::getenv("TERM");
  return OnTerminal(STDOUT_FILENO) && std::getenv("NO_COLOR") == nullptr &&
         !invocation.Has("output") &&
         (terminal == nullptr || std::string_view(terminal) != "dumb");
}

Status WriteOut(const Invocation& invocation, const std::string& text) {
  if (invocation.Has("output") && invocation.Get("output") != "-") {
    return ToFile(invocation.Get("output"), text);
  }
  const auto lines = std::count(text.begin(), text.end(), '\n');
  if (OnTerminal(STDOUT_FILENO) && !invocation.Has("no-pager") &&
      lines >= TerminalHeight() && ThroughPager(text)) {
    return {};
  }
  return ToStandardOutput(text);
}

Result<LineOutput> LineOutput::Open(const Invocation& invocation) {
  const std::string path = invocation.Get("output", "-");
  if (path == "-") return LineOutput(STDOUT_FILENO, "standard output");
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor < 0) return OutputError(path);
  return LineOutput(descriptor, path);
}

LineOutput::LineOutput(LineOutput&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, STDOUT_FILENO)),
      name_(std::move(other.name_)) {}

LineOutput::~LineOutput() {
  if (descriptor_ != STDOUT_FILENO) close(descriptor_);
}

Result<bool> LineOutput::Write(const std::string& line) {
  if (WriteAll(descriptor_, line + "\n")) return true;
  if (errno == EPIPE) return false;
  if (descriptor_ == STDOUT_FILENO) return StandardOutputError();
  return OutputError(name_);
}

Progress::Progress(bool wanted)
    : wanted_(wanted && OnTerminal(STDERR_FILENO)), begin_ms_(Milliseconds()) {}

Progress::~Progress() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void Progress::Show(std::int64_t done, std::int64_t all, std::int64_t lines) {
  const std::int64_t now = Milliseconds();
  if (!wanted_ || now - last_ms_ < 200 || now - begin_ms_ < 500) return;
  last_ms_ = now;
  const double seconds = static_cast<double>(now - begin_ms_) / 1000;
  std::string text = fmt::format("{} lines, {:.0f} lines/s", lines,
                                 static_cast<double>(lines) / seconds);
  if (all > 0 && done > 0) {
    const double part =
        std::min(1.0, static_cast<double>(done) / static_cast<double>(all));
    text = fmt::format("{:3.0f} %  {}, {:.0f} s left", part * 100, text,
                       seconds / part * (1 - part));
  }
  fmt::print(stderr, "\r\033[K{}", text);
  std::fflush(stderr);
  shown_ = true;
}

}  // namespace mailwhy::cli
