// What goes wrong with files, in words that help. For source/ alone.
#pragma once

#include <string>

#include "base/result.h"

namespace mailwhy::source {

// `number` is errno.
Error OpenError(const std::string& path, int number);
Error ReadError(const std::string& path, int number);
// A directory where a file is wanted, or a device, a socket.
Error NoFileError(const std::string& path, bool is_directory);

}  // namespace mailwhy::source
