// WriterLock: one writer at a time. The writer remembers which strings stand
// in the dictionaries; a second one would make them twice.
#pragma once

#include <string>

namespace mailwhy::store::sqlite {

// Held on the empty file PATH-lock as long as the object lives. Another process
// that dies lets go of it. Throws Failed.
class WriterLock {
 public:
  explicit WriterLock(const std::string& store_path);
  ~WriterLock();
  WriterLock(const WriterLock&) = delete;
  WriterLock& operator=(const WriterLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace mailwhy::store::sqlite
