// The terminal: is there one, how wide, colour, the pager; and standard output,
// which carries the answer alone.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "cli/options.h"

namespace mailwhy::cli {

bool OnTerminal(int descriptor);
int TerminalWidth();   // 80 where there is none
int TerminalHeight();  // 24 where there is none

// --color, $NO_COLOR, $TERM.
bool WantsColour(const Invocation& invocation);

// Writes an answer to -o FILE, or to standard output: through a pager where
// that is a terminal and the text is longer than it. A closed pipe is no error.
Status WriteOut(const Invocation& invocation, const std::string& text);

// For what comes line by line: straight to -o FILE or standard output.
class LineOutput {
 public:
  static Result<LineOutput> Open(const Invocation& invocation);
  LineOutput(LineOutput&& other) noexcept;
  LineOutput& operator=(LineOutput&&) = delete;
  ~LineOutput();

  // False: the reader has gone, which is no error.
  Result<bool> Write(const std::string& line);

 private:
  LineOutput(int descriptor, std::string name)
      : descriptor_(descriptor), name_(std::move(name)) {}

  int descriptor_;  // standard output, or owned
  std::string name_;
};

// A line of progress on standard error, over the one before. Only on a
// terminal.
class Progress {
 public:
  explicit Progress(bool wanted);
  ~Progress();
  void Show(std::int64_t done, std::int64_t all, std::int64_t lines);

 private:
  bool shown_ = false;
  bool wanted_;
  std::int64_t last_ms_ = 0;
  std::int64_t begin_ms_;
};

}  // namespace mailwhy::cli
