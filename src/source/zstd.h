// Zstandard logs, by libzstd itself: libarchive keeps back what it unpacked
// last when the file is cut short. archive.cc opens them.
#pragma once

#include <memory>
#include <string>

#include "source/bytes.h"

namespace mailwhy::source {

// The frames of `file` (RFC 8878), one after another.
Result<std::unique_ptr<Bytes>> OpenZstd(std::unique_ptr<FileBytes> file,
                                        const std::string& path);

}  // namespace mailwhy::source
