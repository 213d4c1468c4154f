// Dictionaries: the tables in which strings (and sets of values) that repeat
// stand once. One class gives the number of a text, for writing.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/sqlite/cache.h"
#include "store/sqlite/db.h"

namespace mailwhy::store::sqlite {

using Number = std::optional<std::int64_t>;  // of a row; none: NULL

// A table (id, hash, text): `word`, `domain`.
class TextDictionary {
 public:
  TextDictionary(Db& db, const std::string& table);
  std::int64_t Of(std::string_view text);
  // What was added may be gone (a transaction that was rolled back).
  void Forget();

 private:
  Db& db_;
  Statement find_, add_;
  TextCache<std::int64_t> known_;
  bool complete_;  // all rows of the table are in known_
};

// A table of an id and `columns` of numbers, most of them numbers of texts.
// Remembers the texts, so that a set that is known costs one look-up.
class TupleDictionary {
 public:
  using Texts = std::initializer_list<std::string_view>;

  TupleDictionary(Db& db, const std::string& table,
                  const std::vector<std::string>& columns);

  // `numbers` gives the columns of a set that is not remembered; equal texts
  // must mean equal numbers.
  template <class Numbers>
  std::int64_t Of(Texts texts, const Numbers& numbers) {
    Join(texts);
    if (const auto* known = known_.Find(std::string_view(key_))) return *known;
    const std::vector<Number> values = numbers();
    Join(texts);  // `numbers` may have come back here
    return Add(values);
  }
  void Forget();

 private:
  void Join(Texts texts);
  std::int64_t Add(const std::vector<Number>& values);

  Db& db_;
  Statement find_, add_;
  TextCache<std::int64_t> known_;
  std::string key_;
};

// Addresses and login names, apart into what stands before and after the @.
class AddressDictionary {
 public:
  AddressDictionary(Db& db, TextDictionary& domains);
  std::int64_t Of(std::string_view address);
  void Forget();

 private:
  Db& db_;
  TextDictionary& domains_;
  Statement find_, add_;
  TextCache<std::int64_t> known_;
  bool complete_;
};

struct PeerKey {
  std::string_view name, ip, port, helo;
};

// Clients and relays.
class PeerDictionary {
 public:
  explicit PeerDictionary(Db& db);
  std::int64_t Of(const PeerKey& peer);
  void Forget();

 private:
  std::int64_t FindOrAdd(const PeerKey& peer);

  Db& db_;
  Statement find_, add_;
  TextCache<std::int64_t> known_;
  std::string key_;
  bool complete_;
};

// A port as a number where it is one ("25" but not "025"); text otherwise.
void BindPort(Statement& statement, int at, std::string_view port);

// "a@b" apart at the last @; no domain: there is no @.
struct AddressParts {
  std::string_view local;
  std::optional<std::string_view> domain;
};
AddressParts SplitAddress(std::string_view address);

}  // namespace mailwhy::store::sqlite
