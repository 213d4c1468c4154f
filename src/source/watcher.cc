#include "source/watcher.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/text.h"

namespace mailwhy::source {

namespace fs = std::filesystem;

Watcher::Watcher() : inotify_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

Watcher::~Watcher() {
  if (inotify_ >= 0) close(inotify_);
}

void Watcher::Add(const std::string& path) {
  AddDirectoryOf(path);
  std::error_code error;
  const fs::path target = fs::canonical(path, error);
  if (!error && target != fs::path(path)) AddDirectoryOf(target.string());
}

void Watcher::AddDirectoryOf(const std::string& path) {
  const fs::path whole(path);
  const std::string name = whole.filename().string();
  if (std::find(names_.begin(), names_.end(), name) == names_.end()) {
    names_.push_back(name);
  }
  const std::string directory =
      whole.has_parent_path() ? whole.parent_path().string() : ".";
  // Watching a directory again is no second watch.
  constexpr std::uint32_t kChanges = IN_MODIFY | IN_CREATE | IN_MOVED_TO |
                                     IN_MOVED_FROM | IN_DELETE | IN_ATTRIB;
  if (inotify_ >= 0 &&
      inotify_add_watch(inotify_, directory.c_str(), kChanges) >= 0) {
    watching_ = true;
  }
}

void Watcher::Wait(int milliseconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::milliseconds(milliseconds);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - Clock::now());
    if (left.count() < 0) return;
    pollfd waiting{inotify_, POLLIN, 0};
    const int ready =
        poll(&waiting, watching_ ? 1 : 0, static_cast<int>(left.count()));
    if (ready <= 0 || ReadEvents()) return;
  }
}

// Takes all that is there. True: one of them is about a file of ours.
bool Watcher::ReadEvents() {
  alignas(inotify_event) std::array<char, 16 * 1024> space;
  bool ours = false;
  for (;;) {
    const ssize_t size = read(inotify_, space.data(), space.size());
    if (size <= 0) return ours;
    for (ssize_t at = 0; at < size;) {
      inotify_event event;
      std::memcpy(&event, space.data() + at, sizeof(event));
      const char* name = space.data() + at + sizeof(event);
      const bool lost = (event.mask & (IN_Q_OVERFLOW | IN_IGNORED)) != 0;
      ours = ours || lost ||
             (event.len > 0 && IsOurs({name, strnlen(name, event.len)}));
      at += static_cast<ssize_t>(sizeof(event) + event.len);
    }
  }
}

// A rotated log goes on growing under its new name, mail.log.1.
bool Watcher::IsOurs(std::string_view name) const {
  return std::any_of(
      names_.begin(), names_.end(),
      [&](const std::string& ours) { return StartsWith(name, ours); });
}

}  // namespace mailwhy::source
