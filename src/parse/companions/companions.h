// Companions: the programs that write beside Postfix into the same log.
// daemons.cc asks, for each program that is not Postfix's own.
//
// A companion's line that is not known is kOtherProgram: what these programs
// say of themselves is nobody's loss.
#pragma once

#include <string_view>

#include "model/event.h"
#include "parse/shapes.h"

namespace mailwhy::parse {

// How the lines of event.program read, its daemon and instance filled in; null
// for a program that has nothing to do with mail.
Shape ReadCompanion(Event& event);

// The shapes; several programs may share one.
LineKind ReadDovecot(std::string_view text, Event& event);
LineKind ReadCyrus(std::string_view text, Event& event);
LineKind ReadCourier(std::string_view text, Event& event);
LineKind ReadSaslauthd(std::string_view text, Event& event);
LineKind ReadPam(std::string_view text, Event& event);  // pam_unix of any
LineKind ReadAmavis(std::string_view text, Event& event);
LineKind ReadRspamd(std::string_view text, Event& event);
LineKind ReadRmilter(std::string_view text, Event& event);
LineKind ReadSpamd(std::string_view text, Event& event);
LineKind ReadSigner(std::string_view text, Event& event);  // DKIM, DMARC, ARC
LineKind ReadClamav(std::string_view text, Event& event);
LineKind ReadMimedefang(std::string_view text, Event& event);
LineKind ReadMilter(std::string_view text, Event& event);  // any other
LineKind ReadPostgrey(std::string_view text, Event& event);
LineKind ReadSqlgrey(std::string_view text, Event& event);
LineKind ReadMilterGreylist(std::string_view text, Event& event);
LineKind ReadSpfPolicy(std::string_view text, Event& event);
LineKind ReadWeight(std::string_view text, Event& event);
LineKind ReadPostfwd(std::string_view text, Event& event);
LineKind ReadMailman(std::string_view text, Event& event);
// Programs whose lines are all of no story.
LineKind ReadChatter(std::string_view text, Event& event);

}  // namespace mailwhy::parse
