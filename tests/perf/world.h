// World: who writes to whom in a made-up log: people, domains, mail servers,
// clients and strangers, in the proportions of real logs: a few write and get
// most of the mail, most appear once. Used by traffic.h.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace mailwhy::perf {

// Numbers by chance, the same for the same seed.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t Below(std::uint64_t end) { return engine_() % end; }
  double Real() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
  bool Once(double in_one) { return Real() < in_one; }
  // Exponential: a waiting time.
  double Wait(double mean);
  // Below `end`; low numbers far more often (a power law).
  std::uint64_t Skewed(std::uint64_t end);
  // Hexadecimal or letters-and-digits of that length.
  std::string Hex(std::size_t length);
  std::string Token(std::size_t length);
  std::string_view One(const std::vector<std::string_view>& of) {
    return of[Below(of.size())];
  }

 private:
  std::mt19937_64 engine_;
};

struct Machine {
  std::string name;  // "unknown" where it has none
  std::string ip;
  std::string Shown() const { return name + "[" + ip + "]"; }
};

struct Domain {
  enum class Kind { kOurs, kGoogle, kMicrosoft, kPostfix, kDown, kGone };
  std::string name;
  Kind kind = Kind::kPostfix;
  std::vector<Machine> servers;
};

class World {
 public:
  explicit World(Chance& chance);

  const Domain& Ours() { return ours_[chance_.Skewed(ours_.size())]; }
  const Domain& Outside() { return outside_[chance_.Skewed(outside_.size())]; }
  // By its name; our first one for a name that is of no other.
  const Domain& Named(std::string_view name) const;
  std::string PersonAt(const Domain& domain);
  // Where our people send from; a server of another domain; a bot.
  const Machine& Desk() { return desks_[chance_.Skewed(desks_.size())]; }
  const Machine& ServerOf(const Domain& domain);
  Machine Stranger();

 private:
  Chance& chance_;
  std::vector<Domain> ours_, outside_;
  std::vector<Machine> desks_;
};

}  // namespace mailwhy::perf
