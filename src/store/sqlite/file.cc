#include "store/sqlite/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "store/sqlite/db.h"
#include "store/sqlite/schema.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr mode_t kMode = 0640;  // its group may read: adm
constexpr mode_t kDirectoryMode = 0750;
constexpr std::string_view kMagic("SQLite format 3\0", 16);
// sqlite.org/fileformat.html 1.3
constexpr std::size_t kSchemaCookieAt = 40;
constexpr std::size_t kApplicationAt = 68;
constexpr std::size_t kHeader = kApplicationAt + 4;
constexpr char kMakeOne[] =
    "Make one with: mailwhy load FILE; or answer from a file with --log FILE.";
constexpr char kOtherPlace[] =
    "Run as a user who may write it, or name another with --db.";

std::int64_t BigEndian(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return value;
}

// Empty, or a store of ours: so says the header. Reading it before SQLite has
// the file open, since closing it drops SQLite's locks.
void CheckHeader(const std::string& path, int file, bool may_be_empty) {
  std::array<char, kHeader> header{};
  const ssize_t size = pread(file, header.data(), header.size(), 0);
  if (size < 0) throw Failed{{path, std::strerror(errno), ""}};
  if (size == 0 && may_be_empty) return;
  const bool sqlite = size == static_cast<ssize_t>(kHeader) &&
                      std::string_view(header.data(), kMagic.size()) == kMagic;
  const auto application = BigEndian(header.data() + kApplicationAt);
  // A writer killed before its first table leaves a file without any schema.
  const bool begun = may_be_empty && application == 0 &&
                     BigEndian(header.data() + kSchemaCookieAt) == 0;
  const bool ours = sqlite && (application == kApplicationId || begun);
  if (!ours) throw Failed{ExplainCode(SQLITE_NOTADB, path, "")};
}

class File {
 public:
  File(const std::string& path, int flags, mode_t mode = 0)
      : number_(open(path.c_str(), flags | O_CLOEXEC, mode)) {}
  ~File() {
    if (number_ >= 0) close(number_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void RefuseDirectory(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
    throw Failed{
        {path, "this is not a file", "Name the store's file with --db."}};
  }
}

// Only the places that are ours: a slip in --db makes no directories.
void MakeDirectory(const std::string& path) {
  const auto parent = std::filesystem::path(path).parent_path();
  std::error_code error;
  const bool ours = parent.filename() == "mailwhy";
  if (!ours || std::filesystem::exists(parent, error)) return;
  std::filesystem::create_directories(parent, error);
  if (!error) chmod(parent.c_str(), kDirectoryMode);
}

[[noreturn]] void FailMaking(const std::string& path) {
  throw Failed{
      {path,
       "the store cannot be made (" + std::string(std::strerror(errno)) + ")",
       errno == ENOENT ? "Make its directory first." : kOtherPlace}};
}

void Make(const std::string& path) {
  const File file(path, O_RDWR | O_CREAT | O_EXCL, kMode);
  if (file.number() < 0) FailMaking(path);
  if (fchmod(file.number(), kMode) != 0)
    FailMaking(path);  // whatever the umask
}

}  // namespace

bool Exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

void CheckForReading(const std::string& path) {
  RefuseDirectory(path);
  const File file(path, O_RDONLY);
  if (file.number() < 0) {
    if (errno == ENOENT) {
      throw Failed{{path, "there is no such store", kMakeOne}};
    }
    throw Failed{
        {path,
         "the store cannot be read (" + std::string(std::strerror(errno)) + ")",
         "Run as a user who may read it (group adm?)."}};
  }
  CheckHeader(path, file.number(), false);
}

bool PrepareForWriting(const std::string& path) {
  RefuseDirectory(path);
  if (!Exists(path)) {
    MakeDirectory(path);
    Make(path);
    return true;
  }
  const File file(path, O_RDWR);
  if (file.number() < 0) {
    throw Failed{{path,
                  "the store cannot be written (" +
                      std::string(std::strerror(errno)) + ")",
                  kOtherPlace}};
  }
  CheckHeader(path, file.number(), true);
  return false;
}

}  // namespace mailwhy::store::sqlite
