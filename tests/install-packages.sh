#!/bin/sh
# Installs what mailwhy needs to be built (and, with --tests, to be tested), or
# says what is missing. Packages: Debian 12 and newer, Ubuntu 24.04 and newer.
set -eu

build="g++ cmake ninja-build pkg-config libre2-dev libboost-program-options-dev
libsqlite3-dev libspdlog-dev libfmt-dev doctest-dev libtomlplusplus-dev
nlohmann-json3-dev libsimdjson-dev libarchive-dev zlib1g-dev libzstd-dev
libhowardhinnant-date-dev libxxhash-dev tzdata ca-certificates"
tests="iproute2 sqlite3 xz-utils zstd bzip2 python3"
# Makes journals; it comes with systemd, and is installed beside that alone.
journal="systemd-journal-remote"
postfix="postfix sasl2-bin libsasl2-modules libsasl2-modules-db openssl"

wanted=$build
[ "${1-}" = --tests ] && wanted="$build $tests"

have() {
  dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q '^install ok'
}

missing_of() {
  for package in "$@"; do
    have "$package" || printf '%s ' "$package"
  done
}

if [ "${1-}" = --tests ] && command -v dpkg-query >/dev/null 2>&1 && have systemd
then
  wanted="$wanted $journal"
fi

# Debian's postfix removes another mail server, so it is installed only where
# there is none; the tests that need it are skipped otherwise.
if [ "${1-}" = --tests ] && command -v dpkg-query >/dev/null 2>&1; then
  if have postfix || [ -z "$(dpkg-query -W -f='${Status} ${Provides}\n' 2>/dev/null |
       grep '^install ok' | grep -w mail-transport-agent)" ]; then
    wanted="$wanted $postfix"
  fi
fi

if ! command -v apt-get >/dev/null 2>&1; then
  # shellcheck disable=SC2086
  missing=""
  for tool in g++ cmake ninja pkg-config; do
    command -v "$tool" >/dev/null 2>&1 || missing="$missing $tool"
  done
  if command -v pkg-config >/dev/null 2>&1; then
    for library in re2 sqlite3 spdlog fmt tomlplusplus simdjson libarchive zlib \
                   libzstd libxxhash; do
      pkg-config --exists "$library" || missing="$missing $library"
    done
  fi
  [ -z "$missing" ] && exit 0
  echo "mailwhy: this system has no apt-get, and these are missing:$missing" >&2
  echo "Install them, and Boost.Program_options, doctest, nlohmann-json and" \
       "date (date-tz), with your own package manager; then run this again." >&2
  exit 1
fi

# shellcheck disable=SC2086
missing=$(missing_of $wanted)
[ -z "$missing" ] && exit 0

sudo=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1; then
    echo "mailwhy: these packages are missing: $missing" >&2
    echo "Run as root: apt-get install $missing" >&2
    exit 1
  fi
  sudo=sudo
fi

echo "mailwhy: installing $missing" >&2
export DEBIAN_FRONTEND=noninteractive
# A fresh Postfix must not start: only the tests' own instance runs, elsewhere.
policy=/usr/sbin/policy-rc.d
made_policy=""
if [ ! -e $policy ] && printf '%s' " $missing" | grep -q ' postfix '; then
  printf '#!/bin/sh\nexit 101\n' | $sudo tee $policy >/dev/null
  $sudo chmod 755 $policy
  made_policy=yes
fi
$sudo apt-get update -qq >&2
status=0
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
  --no-install-recommends $missing </dev/null >&2 || status=$?
[ -n "$made_policy" ] && $sudo rm -f $policy
exit $status
