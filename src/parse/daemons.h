// The table of Postfix's programs, by the last part of the name in the log.
#pragma once

#include <string_view>

#include "model/event.h"
#include "parse/shapes.h"

namespace mailwhy::parse {

// Takes event.program apart into instance, service and daemon, and returns how
// its lines read; null for a program that is not Postfix's.
Shape ReadProgram(Event& event);

// Of an event whose program was read: a daemon's name alone ("smtpd"), which
// programs of others bear too. Its lines are Postfix's where they read so.
bool IsBareDaemon(const Event& event);

}  // namespace mailwhy::parse
