// Gzip by zlib itself. libarchive hands out whole blocks of 64 KiB and drops
// the last one of a file that is cut short: all of a small log.
#pragma once

#include <memory>
#include <string>

#include "source/bytes.h"

namespace mailwhy::source {

Result<std::unique_ptr<Bytes>> OpenGzip(std::unique_ptr<FileBytes> file,
                                        const std::string& path);

}  // namespace mailwhy::source
