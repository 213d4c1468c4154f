#include "world.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace mailwhy::perf {
namespace {

constexpr std::size_t kOurDomains = 12;
constexpr std::size_t kOutsideDomains = 9'000;
constexpr std::size_t kDesks = 2'500;
constexpr std::uint64_t kPeopleOfADomain = 4'000;

constexpr std::string_view kGiven[] = {
    "taro",  "hanako", "jiro",  "sakura", "ken",   "yumi", "akira", "maria",
    "peter", "anna",   "jose",  "lena",   "ivan",  "chen", "olga",  "paul",
    "info",  "sales",  "order", "office", "admin", "shop", "news",  "support",
};

// Documentation prefixes (RFC 5737, RFC 3849, RFC 2544's for strangers).
std::string Address(std::uint64_t n) {
  return fmt::format("198.{}.{}.{}", 18 + n % 2, n / 2 % 256, n / 512 % 256);
}

Domain::Kind KindOf(std::size_t n) {
  if (n % 9 == 1) return Domain::Kind::kGoogle;
  if (n % 7 == 2) return Domain::Kind::kMicrosoft;
  if (n % 97 == 40) return Domain::Kind::kDown;
  if (n % 151 == 60) return Domain::Kind::kGone;
  return Domain::Kind::kPostfix;
}

Domain OutsideDomain(std::size_t n) {
  constexpr std::string_view kTops[] = {"com", "net", "org"};
  Domain domain;
  domain.name = fmt::format("d{}.example.{}", n, kTops[n % 3]);
  domain.kind = KindOf(n);
  const std::size_t servers = n < 20 ? 4 : 1 + n % 2;
  for (std::size_t i = 0; i < servers; ++i) {
    domain.servers.push_back(
        {fmt::format("mx{}.{}", i + 1, domain.name),
         fmt::format("198.51.{}.{}", n / 250 % 256, (n * 3 + i) % 250 + 1)});
  }
  return domain;
}

}  // namespace

double Chance::Wait(double mean) { return -mean * std::log(1 - Real()); }

std::uint64_t Chance::Skewed(std::uint64_t end) {
  const double steep = Real();
  return static_cast<std::uint64_t>(static_cast<double>(end) * steep * steep *
                                    steep * steep);
}

std::string Chance::Hex(std::size_t length) {
  std::string text(length, '0');
  for (char& c : text) c = "0123456789ABCDEF"[Below(16)];
  return text;
}

std::string Chance::Token(std::size_t length) {
  constexpr std::string_view kSigns =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
  std::string text(length, 'a');
  for (char& c : text) c = kSigns[Below(kSigns.size())];
  return text;
}

World::World(Chance& chance) : chance_(chance) {
  for (std::size_t n = 0; n < kOurDomains; ++n) {
    ours_.push_back(
        {fmt::format("ours{}.example.org", n), Domain::Kind::kOurs, {}});
  }
  for (std::size_t n = 0; n < kOutsideDomains; ++n) {
    outside_.push_back(OutsideDomain(n));
  }
  for (std::size_t n = 0; n < kDesks; ++n) {
    const bool named = n % 3 != 0;
    desks_.push_back({named ? fmt::format("h{}.access.example.net", n)
                            : std::string("unknown"),
                      fmt::format("203.0.{}.{}", n / 250, n % 250 + 1)});
  }
}

const Domain& World::Named(std::string_view name) const {
  if (!name.starts_with('d')) return ours_.front();
  std::size_t n = 0;
  std::from_chars(name.data() + 1, name.data() + name.size(), n);
  return outside_[n % outside_.size()];
}

std::string World::PersonAt(const Domain& domain) {
  const std::uint64_t who = chance_.Skewed(kPeopleOfADomain);
  const std::string_view given = kGiven[who % std::size(kGiven)];
  if (who < std::size(kGiven)) return fmt::format("{}@{}", given, domain.name);
  return fmt::format("{}.{}@{}", given, who, domain.name);
}

const Machine& World::ServerOf(const Domain& domain) {
  return domain.servers[chance_.Skewed(domain.servers.size())];
}

Machine World::Stranger() {
  const std::uint64_t who = chance_.Below(120'000);
  if (chance_.Once(0.6)) return {"unknown", Address(who)};
  return {fmt::format("{}-{}.dynamic.example.com", who % 977, who),
          Address(who)};
}

}  // namespace mailwhy::perf
