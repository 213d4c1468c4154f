// The table of line kinds: what each is called and what becomes of it.
#pragma once

#include "model/event.h"

namespace mailwhy::parse {

enum class Keep : unsigned char {
  kNothing,   // counted, and gone
  kEvidence,  // kept: it belongs to a mail, a reject or a session, or may tell
              // why
};

struct KindRow {
  LineKind kind;
  const char* name;  // "delivery", "reject", ...: `load` counts under it
  Keep keep;
};

const KindRow& RowOf(LineKind kind);

}  // namespace mailwhy::parse
