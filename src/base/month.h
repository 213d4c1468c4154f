// Months by the names that syslog and journalctl print: English, and those of
// other locales (strftime's %b). Used by the reader of dates.
#pragma once

#include <string_view>

namespace mailwhy {

// 1 to 12; 0: no month. Case does not matter, nor a full stop at the end.
int LoggedMonth(std::string_view name);

}  // namespace mailwhy
