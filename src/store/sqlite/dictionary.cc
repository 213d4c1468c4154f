#include "store/sqlite/dictionary.h"

#include "base/text.h"
#include "store/sqlite/codec.h"

namespace mailwhy::store::sqlite {
namespace {

constexpr std::size_t kRemembered = 50'000;  // in each of two generations
constexpr std::size_t kLongestKey = 512;     // longer ones are looked up anew

std::int64_t LastRow(Db& db) { return sqlite3_last_insert_rowid(db.handle()); }

bool IsEmpty(Db& db, const std::string& table) {
  return db.Number("SELECT EXISTS(SELECT 1 FROM " + table + ")") == 0;
}

std::optional<std::int64_t> FirstNumber(Statement& statement) {
  const Use use(statement);
  if (!statement.Step()) return std::nullopt;
  return statement.GetNumber(0);
}

template <class Value>
void Remember(TextCache<Value>& cache, std::string_view key, Value value,
              bool* complete) {
  if (key.size() <= kLongestKey) {
    cache.Put(std::string(key), value);
    if (!cache.dropped()) return;
  }
  if (complete != nullptr) *complete = false;
}

std::string Joined(const std::vector<std::string>& parts,
                   const std::string& between, const std::string& after) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += between;
    out += parts[i] + after;
    if (!after.empty()) out += std::to_string(i + 1);
  }
  return out;
}

std::string Marks(std::size_t count) {
  std::string out = "?";
  for (std::size_t i = 1; i < count; ++i) out += ",?";
  return out;
}

// What cannot be mistaken for another list: each with its length.
void JoinTexts(std::initializer_list<std::string_view> texts,
               std::string& key) {
  key.clear();
  for (const std::string_view text : texts) {
    PutVarint(key, text.size());
    key += text;
  }
}

}  // namespace

TextDictionary::TextDictionary(Db& db, const std::string& table)
    : db_(db),
      find_(db, "SELECT id FROM " + table + " WHERE hash = ? AND text = ?"),
      add_(db, "INSERT INTO " + table + "(hash, text) VALUES(?, ?)"),
      known_(kRemembered),
      complete_(IsEmpty(db, table)) {}

std::int64_t TextDictionary::Of(std::string_view text) {
  if (const auto* known = known_.Find(text)) return *known;
  const std::int64_t hash = ShortHash(text);
  std::optional<std::int64_t> id;
  if (!complete_) id = FirstNumber(find_.Number(1, hash).Text(2, text));
  if (!id) {
    add_.Number(1, hash).Text(2, text).Run();
    id = LastRow(db_);
  }
  Remember(known_, text, *id, &complete_);
  return *id;
}

void TextDictionary::Forget() {
  known_.Clear();
  complete_ = false;
}

TupleDictionary::TupleDictionary(Db& db, const std::string& table,
                                 const std::vector<std::string>& columns)
    : db_(db),
      find_(db, "SELECT id FROM " + table + " WHERE " +
                    Joined(columns, " AND ", " IS ?")),
      add_(db, "INSERT INTO " + table + "(" + Joined(columns, ",", "") +
                   ") VALUES(" + Marks(columns.size()) + ")"),
      known_(kRemembered) {}

void TupleDictionary::Join(Texts texts) { JoinTexts(texts, key_); }

std::int64_t TupleDictionary::Add(const std::vector<Number>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    find_.Number(static_cast<int>(i) + 1, values[i]);
    add_.Number(static_cast<int>(i) + 1, values[i]);
  }
  std::optional<std::int64_t> id = FirstNumber(find_);
  if (!id) {
    add_.Run();
    id = LastRow(db_);
  }
  Remember(known_, key_, *id, nullptr);
  return *id;
}

void TupleDictionary::Forget() { known_.Clear(); }

AddressParts SplitAddress(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {address, std::nullopt};
  return {address.substr(0, at), address.substr(at + 1)};
}

AddressDictionary::AddressDictionary(Db& db, TextDictionary& domains)
    : db_(db),
      domains_(domains),
      find_(db,
            "SELECT id FROM address"
            " WHERE hash = ? AND local = ? AND domain IS ?"),
      add_(db, "INSERT INTO address(hash, local, domain) VALUES(?, ?, ?)"),
      known_(kRemembered),
      complete_(IsEmpty(db, "address")) {}

std::int64_t AddressDictionary::Of(std::string_view address) {
  if (const auto* known = known_.Find(address)) return *known;
  const AddressParts parts = SplitAddress(address);
  Number domain;
  if (parts.domain) domain = domains_.Of(*parts.domain);
  const std::int64_t hash = ShortHash(address);
  std::optional<std::int64_t> id;
  if (!complete_) {
    id = FirstNumber(
        find_.Number(1, hash).Text(2, parts.local).Number(3, domain));
  }
  if (!id) {
    add_.Number(1, hash).Text(2, parts.local).Number(3, domain).Run();
    id = LastRow(db_);
  }
  Remember(known_, address, *id, &complete_);
  return *id;
}

void AddressDictionary::Forget() {
  known_.Clear();
  complete_ = false;
}

PeerDictionary::PeerDictionary(Db& db)
    : db_(db),
      find_(db,
            "SELECT id FROM peer WHERE hash = ? AND name IS ? AND ip IS ?"
            " AND port IS ? AND helo IS ?"),
      add_(db,
           "INSERT INTO peer(hash, name, ip, port, helo, name_hash)"
           " VALUES(?, ?, ?, ?, ?, ?)"),
      known_(kRemembered),
      complete_(IsEmpty(db, "peer")) {}

std::int64_t PeerDictionary::Of(const PeerKey& peer) {
  JoinTexts({peer.name, peer.ip, peer.port, peer.helo}, key_);
  if (const auto* known = known_.Find(std::string_view(key_))) return *known;
  const std::int64_t id = FindOrAdd(peer);
  Remember(known_, key_, id, &complete_);
  return id;
}

std::int64_t PeerDictionary::FindOrAdd(const PeerKey& peer) {
  const std::int64_t hash = ShortHash(peer.ip.empty() ? peer.name : peer.ip);
  const auto bind = [&](Statement& statement) {
    statement.Number(1, hash).TextOrNull(2, peer.name).TextOrNull(3, peer.ip);
    BindPort(statement, 4, peer.port);
    statement.TextOrNull(5, peer.helo);
  };
  if (!complete_) {
    bind(find_);
    if (const auto id = FirstNumber(find_)) return *id;
  }
  bind(add_);
  Number name_hash;
  if (!peer.ip.empty() && !peer.name.empty()) name_hash = ShortHash(peer.name);
  add_.Number(6, name_hash).Run();
  return LastRow(db_);
}

void PeerDictionary::Forget() {
  known_.Clear();
  complete_ = false;
}

void BindPort(Statement& statement, int at, std::string_view port) {
  const bool number = IsAllDigits(port) && port.size() <= 5 &&
                      (port.size() == 1 || port.front() != '0');
  if (!number) {
    statement.TextOrNull(at, port);
    return;
  }
  std::int64_t value = 0;
  for (const char c : port) value = value * 10 + (c - '0');
  statement.Number(at, value);
}

}  // namespace mailwhy::store::sqlite
