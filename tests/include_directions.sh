#!/bin/sh
# Data goes one way: a room of src/ includes base/, model/ and itself. query/
# also sees store/store.h; pipeline.* and cli/ see all rooms.
set -eu
cd "$(dirname "$0")/../src"

allowed() {
  case $1 in
    base) echo 'base' ;;
    model) echo 'base model' ;;
    source | parse | group | classify | store | report | bounce) echo "base model $1" ;;
    query) echo 'base model query' ;;
    *) return 1 ;;
  esac
}

passed=0 failed=0
for room in */; do
  room=${room%/}
  rooms=$(allowed "$room") || continue
  pattern=$(echo "$rooms" | sed 's/ /|/g')
  bad=$(grep -rnE '^#include "' "$room" |
        grep -vE "^[^\"]*\"($pattern)/" || true)
  if [ "$room" = query ]; then
    bad=$(echo "$bad" | grep -v '"store/store.h"' || true)
  fi
  if [ -n "$bad" ]; then
    echo "$room may include only $rooms:"
    echo "$bad"
    failed=$((failed + 1))
  else
    passed=$((passed + 1))
  fi
done

# The rooms that make the way must not include it.
bad=$(grep -rlE '^#include "(pipeline|cli/)' base model source parse group \
      classify store query report bounce || true)
if [ -n "$bad" ]; then
  echo "these include what stands above them: $bad"
  failed=$((failed + 1))
else
  passed=$((passed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
