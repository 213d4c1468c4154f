// Transfer encodings and character sets: bytes of a mail -> UTF-8. Whatever is
// broken is read as far as it goes. First step of a bounce message; mime.cc
// calls it.
#pragma once

#include <string>
#include <string_view>

namespace mailwhy::bounce {

std::string DecodeBase64(std::string_view text);
std::string DecodeQuotedPrintable(std::string_view text);
// By the name in Content-Transfer-Encoding; what is not encoded stays.
std::string DecodeTransfer(std::string_view text, std::string_view encoding);

// Always valid UTF-8. A charset that is unknown, or none, is guessed: UTF-8,
// ISO-2022-JP by its escapes, EUC-JP, Shift_JIS, else Windows-1252.
std::string ToUtf8(std::string_view bytes, std::string_view charset);

// "=?utf-8?B?...?=" in headers (RFC 2047).
std::string DecodeWords(std::string_view header);

// The text that a page shows, lines where it has blocks.
std::string TextOfHtml(std::string_view html);

}  // namespace mailwhy::bounce
