// The store's file before SQLite sees it: is it there, is it ours, may it be
// used; made with the right mode where it is to be new.
#pragma once

#include <string>

namespace mailwhy::store::sqlite {

// All throw Failed.

// For reading: the file is there, can be read, and is a mailwhy store.
void CheckForReading(const std::string& path);

// For writing: makes the file (mode 0640), and a directory named mailwhy for
// it, where missing. A file that is there and not ours is an error. True: it
// was made.
bool PrepareForWriting(const std::string& path);

bool Exists(const std::string& path);

}  // namespace mailwhy::store::sqlite
