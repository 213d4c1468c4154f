// The table of Postfix's programs, by the last part of the name in the log.
#pragma once

#include <string_view>

#include "model/event.h"
#include "parse/shapes.h"

namespace mailwhy::parse {

// Takes event.program apart into instance, service and daemon, and returns how
// its lines read; null for a program that is not Postfix's.
Shape ReadProgram(Event& event);

}  // namespace mailwhy::parse
