// The table of companions, by the name in the log.
#include <algorithm>
#include <array>

#include "base/cursor.h"
#include "parse/companions/companions.h"

namespace mailwhy::parse {
namespace {

struct Row {
  std::string_view name;
  Shape shape;
};

// Sorted by name.
constexpr std::array kRows = {
    Row{"MailScanner", ReadMilter},
    Row{"amavis", ReadAmavis},
    Row{"amavisd", ReadAmavis},
    Row{"amavisd-milter", ReadMilter},
    Row{"amavisd-new", ReadAmavis},
    Row{"arcsign", ReadSigner},
    Row{"auth", ReadPam},
    Row{"authdaemond", ReadChatter},
    Row{"authentication_milter", ReadSigner},
    Row{"clamav-milter", ReadClamav},
    Row{"clamsmtpd", ReadMilter},
    Row{"courier-imapd", ReadCourier},
    Row{"courier-imaps", ReadCourier},
    Row{"courier-pop3d", ReadCourier},
    Row{"courier-pop3s", ReadCourier},
    Row{"couriertls", ReadChatter},
    Row{"cyrus", ReadCyrus},
    Row{"deliver", ReadDovecot},
    Row{"dk-filter", ReadSigner},
    Row{"dkim-filter", ReadSigner},
    Row{"dkim-milter", ReadSigner},
    Row{"dkimpy-milter", ReadSigner},
    Row{"dovecot", ReadDovecot},
    Row{"dovecot-auth", ReadPam},
    Row{"dovecot-lda", ReadDovecot},
    Row{"greyfix", ReadChatter},
    Row{"imap", ReadCyrus},
    Row{"imapd", ReadCourier},
    Row{"imapd-ssl", ReadCourier},
    Row{"imaplogin", ReadCourier},
    Row{"imaps", ReadCyrus},
    Row{"lmtpd", ReadCyrus},
    Row{"lmtpunix", ReadCyrus},
    Row{"mailman", ReadMailman},
    Row{"mailman3", ReadMailman},
    Row{"milter-greylist", ReadMilterGreylist},
    Row{"milter-regex", ReadMilter},
    Row{"mimedefang", ReadMimedefang},
    Row{"mimedefang-multiplexor", ReadMimedefang},
    Row{"mimedefang.pl", ReadMimedefang},
    Row{"mtpolicyd", ReadChatter},
    Row{"openarc", ReadSigner},
    Row{"opendkim", ReadSigner},
    Row{"opendmarc", ReadSigner},
    Row{"policy-spf", ReadSpfPolicy},
    Row{"policyd-spf", ReadSpfPolicy},
    Row{"policyd-weight", ReadWeight},
    Row{"pop3", ReadCyrus},
    Row{"pop3d", ReadCourier},
    Row{"pop3d-ssl", ReadCourier},
    Row{"pop3login", ReadCourier},
    Row{"pop3s", ReadCyrus},
    Row{"postfix-policyd-spf-perl", ReadSpfPolicy},
    Row{"postfwd", ReadPostfwd},
    Row{"postfwd2", ReadPostfwd},
    Row{"postfwd3", ReadPostfwd},
    Row{"postgrey", ReadPostgrey},
    Row{"postsrsd", ReadChatter},
    Row{"procmail", ReadChatter},
    Row{"pyspf-milter", ReadSpfPolicy},
    Row{"rmilter", ReadRmilter},
    Row{"rspamd", ReadRspamd},
    Row{"saslauthd", ReadSaslauthd},
    Row{"saslpasswd2", ReadChatter},
    Row{"sid-milter", ReadSigner},
    Row{"smf-spf", ReadMilter},
    Row{"spamass-milter", ReadMilter},
    Row{"spamassassin", ReadSpamd},
    Row{"spamd", ReadSpamd},
    Row{"spampd", ReadSpamd},
    Row{"sqlgrey", ReadSqlgrey},
    Row{"timsieved", ReadCyrus},
};

constexpr bool InOrder() {
  for (std::size_t i = 1; i < kRows.size(); ++i) {
    if (kRows[i - 1].name >= kRows[i].name) return false;
  }
  return true;
}
static_assert(InOrder(), "rows are found by halving");

Shape Find(std::string_view name) {
  const auto row =
      std::lower_bound(kRows.begin(), kRows.end(), name,
                       [](const Row& each, std::string_view wanted) {
                         return each.name < wanted;
                       });
  return row != kRows.end() && row->name == name ? row->shape : nullptr;
}

}  // namespace

// A suite's name decides over its part's: "dovecot/lmtp", "cyrus/imap",
// "postfwd2/policy"; else the part's: "postfix/policyd-weight".
Shape ReadCompanion(Event& event) {
  const std::string_view program = event.program;
  const std::size_t last = program.rfind('/');
  const std::string_view name =
      last == kNowhere ? program : program.substr(last + 1);
  Shape shape = Find(program.substr(0, program.find('/')));
  if (shape == nullptr) shape = Find(name);
  if (shape == nullptr) return nullptr;
  event.instance = {};
  event.daemon = name;
  return shape;
}

}  // namespace mailwhy::parse
