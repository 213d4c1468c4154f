// Files for the tests of source/: a directory that is removed in the end, and
// logs in it, plain and compressed.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <utime.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "source/source.h"

namespace mailwhy::source {

class TempDir {
 public:
  TempDir() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "mailwhy-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  std::string path() const { return path_; }
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
    return *this / name;
  }
  void Append(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary | std::ios::app) << text;
  }
  void Touch(const std::string& name, std::time_t at) const {
    const utimbuf times{at, at};
    REQUIRE(utime((*this / name).c_str(), &times) == 0);
  }

 private:
  std::string path_;
};

// One file packed by libarchive's filter: gzip, xz, zstd, bzip2.
inline std::string Packed(const std::string& text, const char* filter) {
  archive* a = archive_write_new();
  REQUIRE(archive_write_add_filter_by_name(a, filter) == ARCHIVE_OK);
  REQUIRE(archive_write_set_format_raw(a) == ARCHIVE_OK);
  std::vector<char> space(text.size() * 2 + 64 * 1024);
  std::size_t used = 0;
  archive_write_set_bytes_in_last_block(a, 1);
  REQUIRE(archive_write_open_memory(a, space.data(), space.size(), &used) ==
          ARCHIVE_OK);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  REQUIRE(archive_write_header(a, entry) == ARCHIVE_OK);
  archive_write_data(a, text.data(), text.size());
  archive_entry_free(entry);
  REQUIRE(archive_write_close(a) == ARCHIVE_OK);
  archive_write_free(a);
  return std::string(space.data(), used);
}

inline LogFile FileAt(const std::string& path) {
  LogFile file;
  file.path = path;
  return file;
}

// What a reader handed out, copied.
struct Read {
  std::vector<std::string> lines;
  std::vector<std::int64_t> ends;
  bool last_complete = true;
  std::string error;
  LogMark mark;

  std::string joined() const {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
  }
};

inline Read ReadAll(Reader& reader) {
  Read read;
  for (;;) {
    const Result<std::span<const RawLine>> lines = reader.Next();
    if (!lines) {
      read.error = lines.error().why;
      REQUIRE(reader.Next().ok());
      REQUIRE(reader.Next()->empty());
      break;
    }
    if (lines->empty()) break;
    for (const RawLine& line : *lines) {
      read.lines.emplace_back(line.text);
      read.ends.push_back(line.end_offset);
      read.last_complete = line.complete;
    }
  }
  read.mark = reader.Mark();
  return read;
}

inline Read ReadFile(const std::string& path, const OpenOptions& options = {}) {
  Result<std::unique_ptr<Reader>> reader = Open(FileAt(path), options);
  if (!reader) {
    Read read;
    read.error = reader.error().why;
    return read;
  }
  return ReadAll(**reader);
}

// Lines of a log, one a second, all different.
inline std::string LogText(int lines, int first = 0) {
  std::string text;
  for (int i = first; i < first + lines; ++i) {
    const int second = i % 60, minute = i / 60 % 60, hour = i / 3600 % 24;
    char line[160];
    std::snprintf(line, sizeof(line),
                  "Dec  5 %02d:%02d:%02d mx01 postfix/qmgr[1208]: %010X: "
                  "removed\n",
                  hour, minute, second, static_cast<unsigned>(i));
    text += line;
  }
  return text;
}

}  // namespace mailwhy::source
