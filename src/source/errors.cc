#include "source/errors.h"

#include <grp.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "source/bytes.h"

namespace mailwhy::source {
namespace {

std::string Worded(int number) {
  return std::generic_category().message(number);
}

std::string GroupName(gid_t id) {
  std::array<char, 4096> space{};
  group entry{};
  group* found = nullptr;
  if (getgrgid_r(id, &entry, space.data(), space.size(), &found) != 0 ||
      found == nullptr) {
    return std::to_string(id);
  }
  return found->gr_name;
}

// root's own group is for nobody else. Debian's logs are readable for the group
// adm, others' for root alone.
std::string WhoMayRead(const std::string& path) {
  struct stat info {};
  const bool for_group = stat(path.c_str(), &info) == 0 && info.st_gid != 0 &&
                         (info.st_mode & S_IRGRP) != 0;
  if (!for_group) {
    return "Try it as root (sudo), or let your group read the file.";
  }
  const std::string group = GroupName(info.st_gid);
  return "Try it as root (sudo), or as a member of the group " + group +
         ": sudo usermod -aG " + group + " \"$USER\", then log in again.";
}

}  // namespace

Error OpenError(const std::string& path, int number) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {path, "no such file or directory", ""};
    case EACCES:
    case EPERM:
      return {path, "you may not read it", WhoMayRead(path)};
    default:
      return {path, Worded(number), ""};
  }
}

Error ReadError(const std::string& path, int number) {
  return {NameForPeople(path), "cannot be read on: " + Worded(number), ""};
}

Error NoFileError(const std::string& path, bool is_directory) {
  if (is_directory) return {path, "is a directory", ""};
  return {path, "is neither a file nor a directory", ""};
}

}  // namespace mailwhy::source
