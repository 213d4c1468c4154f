// SIGINT and SIGTERM: work in progress is committed, then the program ends.
#pragma once

namespace mailwhy::cli {

// From now on these signals only set a flag.
void CatchInterrupts();
bool Interrupted();

}  // namespace mailwhy::cli
