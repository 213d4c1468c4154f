// Numbers: the dictionaries together, as the writers of rows use them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/mail.h"
#include "store/sqlite/dictionary.h"
#include "store/sqlite/reply.h"

namespace mailwhy::store::sqlite {

class Numbers {
 public:
  explicit Numbers(Db& db);

  // "" gives NULL.
  Number Word(std::string_view text);
  Number Domain(std::string_view text);
  Number Address(std::string_view address);
  Number PeerOf(const Peer& peer, std::string_view helo, bool with_port);
  // The empty sender is an address like others; unknown is NULL.
  Number Sender(const std::optional<std::string>& sender);
  Number VerdictOf(const Verdict& verdict, const Known& known);

  std::int64_t Intake(const Mail& mail);
  std::int64_t Outcome(const Attempt& attempt, std::string_view reply);
  std::int64_t Occasion(const Reject& reject, std::string_view reply);
  std::int64_t Occasion(const Session& session, std::string_view reply);

  void Forget();

  TextDictionary& domains() { return domains_; }

 private:
  std::vector<Number> Words(TupleDictionary::Texts texts);
  std::int64_t OfWords(TupleDictionary& tuples, TupleDictionary::Texts texts);

  TextDictionary words_, domains_;
  AddressDictionary addresses_;
  PeerDictionary peers_;
  TupleDictionary intakes_, outcomes_, occasions_, verdicts_;
};

}  // namespace mailwhy::store::sqlite
