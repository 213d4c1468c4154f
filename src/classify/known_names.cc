#include "classify/known_names.h"

#include <iterator>
#include <string>
#include <unordered_map>
#include <utility>

#include "base/text.h"

namespace mailwhy::classify {
namespace {

using Row = std::pair<std::string_view, std::string_view>;

// Domain of mail servers -> provider. CAUSES 13.
constexpr Row kProviderHosts[] = {
    {"google.com", "google"},
    {"googlemail.com", "google"},
    {"gmail.com", "google"},
    {"psmtp.com", "google"},
    {"outlook.com", "microsoft"},
    {"hotmail.com", "microsoft"},
    {"office365.com", "microsoft"},
    {"outlook.de", "microsoft"},
    {"microsoft.com", "microsoft"},
    {"yahoodns.net", "yahoo"},
    {"yahoo.com", "yahoo"},
    {"aol.com", "yahoo"},
    {"yahoo.co.jp", "yahoo_japan"},
    {"icloud.com", "apple"},
    {"me.com", "apple"},
    {"apple.com", "apple"},
    {"docomo.ne.jp", "docomo"},
    {"au.com", "au"},
    {"ezweb.ne.jp", "au"},
    {"auone-net.jp", "au"},
    {"softbank.ne.jp", "softbank"},
    {"softbank.jp", "softbank"},
    {"vodafone.ne.jp", "softbank"},
    {"ocn.ad.jp", "ocn"},
    {"ocn.ne.jp", "ocn"},
    {"nifty.com", "nifty"},
    {"biglobe.ne.jp", "biglobe"},
    {"so-net.ne.jp", "so_net"},
    {"mimecast.com", "mimecast"},
    {"mimecast.co.za", "mimecast"},
    {"pphosted.com", "proofpoint"},
    {"ppe-hosted.com", "proofpoint"},
    {"proofpoint.com", "proofpoint"},
    {"barracudanetworks.com", "barracuda"},
    {"trendmicro.com", "trendmicro"},
    {"trendmicro.eu", "trendmicro"},
    {"messagelabs.com", "symantec"},
    {"iphmx.com", "cisco"},
    {"sophos.com", "sophos"},
    {"gmx.net", "gmx"},
    {"gmx.de", "gmx"},
    {"web.de", "gmx"},
    {"kundenserver.de", "ionos"},
    {"ionos.com", "ionos"},
    {"perfora.net", "ionos"},
    {"t-online.de", "t_online"},
    {"orange.fr", "orange"},
    {"wanadoo.fr", "orange"},
    {"laposte.net", "laposte"},
    {"free.fr", "free"},
    {"sfr.fr", "sfr"},
    {"comcast.net", "comcast"},
    {"cox.net", "cox"},
    {"charter.net", "spectrum"},
    {"rr.com", "spectrum"},
    {"att.net", "att"},
    {"qq.com", "qq"},
    {"163.com", "netease"},
    {"126.com", "netease"},
    {"netease.com", "netease"},
    {"mail.ru", "mail_ru"},
    {"yandex.ru", "yandex"},
    {"yandex.net", "yandex"},
    {"amazonaws.com", "amazon"},
    {"amazonses.com", "amazon"},
    {"sendgrid.net", "sendgrid"},
    {"mailgun.org", "mailgun"},
    {"secureserver.net", "godaddy"},
    {"zoho.com", "zoho"},
    {"protonmail.ch", "proton"},
    {"hinet.net", "hinet"},
    {"naver.com", "naver"},
    {"daum.net", "daum"},
};

// Words that nobody else's replies hold. Case matters.
constexpr Row kProviderWords[] = {
    {"gsmtp", "google"},
    {"support.google.com", "google"},
    {"outlook.com", "microsoft"},
    {"protection.outlook", "microsoft"},
    {"sender.office.com", "microsoft"},
    {"aka.ms/", "microsoft"},
    {"[TSS", "yahoo"},
    {"[TS0", "yahoo"},
    {"postmaster.yahooinc.com", "yahoo"},
    {"help.yahoo.com", "yahoo"},
    {"postmaster.aol.com", "yahoo"},
    {"support.apple.com", "apple"},
    {"docomo.ne.jp", "docomo"},
    {"mimecast", "mimecast"},
    {"proofpoint.com", "proofpoint"},
    {"barracuda", "barracuda"},
    {"cuda_nsu", "barracuda"},
    {"trendmicro", "trendmicro"},
    {"ERS-", "trendmicro"},
    {"Nemesis ESMTP", "gmx"},
    {"t-online.de", "t_online"},
    {"OFR", "orange"},
    {"LPN", "laposte"},
};

constexpr Row kOperators[] = {
    {"spamhaus.org", "spamhaus"},
    {"spamhaus.net", "spamhaus"},
    {"spamcop.net", "spamcop"},
    {"barracudacentral.org", "barracuda"},
    {"cloudmark.com", "cloudmark"},
    {"sorbs.net", "sorbs"},
    {"surbl.org", "surbl"},
    {"uribl.com", "uribl"},
    {"abuseat.org", "spamhaus"},
    {"uceprotect.net", "uceprotect"},
    {"mailspike.net", "mailspike"},
    {"mailspike.org", "mailspike"},
    {"psbl.org", "psbl"},
    {"surriel.com", "psbl"},
    {"manitu.net", "nixspam"},
    {"dnswl.org", "dnswl"},
    {"proofpoint.com", "proofpoint"},
    {"spameatingmonkey.net", "spameatingmonkey"},
    {"backscatterer.org", "backscatterer"},
    {"senderscore.org", "senderscore"},
    {"senderscore.com", "senderscore"},
    {"invaluement.com", "invaluement"},
    {"mxtoolbox.com", "mxtoolbox"},
    {"trendmicro.com", "trendmicro"},
    {"rbl.jp", "rbl.jp"},
};

using Names = std::unordered_map<std::string_view, std::string_view>;

// The longest ending of `host`, at a dot, that has a row.
std::string_view Look(const Names& names, std::string_view host) {
  const std::string lower = LowerAscii(host);
  std::string_view rest = lower;
  while (!rest.empty()) {
    const auto found = names.find(rest);
    if (found != names.end()) return found->second;
    const auto dot = rest.find('.');
    if (dot == rest.npos) break;
    rest.remove_prefix(dot + 1);
  }
  return {};
}

}  // namespace

std::string_view ProviderOfHost(std::string_view host) {
  static const Names kNames(std::begin(kProviderHosts),
                            std::end(kProviderHosts));
  return Look(kNames, host);
}

std::string_view ProviderOfWords(std::string_view words) {
  for (const auto& [word, name] : kProviderWords) {
    if (words.find(word) != words.npos) return name;
  }
  return {};
}

std::string_view ListOperator(std::string_view host) {
  static const Names kNames(std::begin(kOperators), std::end(kOperators));
  return Look(kNames, host);
}

}  // namespace mailwhy::classify
