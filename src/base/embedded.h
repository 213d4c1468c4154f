// EmbeddedFile: a file that was compiled in (cmake/embed.cmake) or stands in
// memory. A room declares its own accessor, e.g.
//   std::span<const EmbeddedFile> PatternFiles();
#pragma once

#include <span>
#include <string_view>

namespace mailwhy {

struct EmbeddedFile {
  std::string_view name;      // path in the source tree: patterns/causes/x.toml
  std::string_view content;
};

}  // namespace mailwhy
