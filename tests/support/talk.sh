# shellcheck shell=bash
# How the scripts that set up and start things talk, fail and try again; sourced, never run.

script=${0##*/}
script=${script%.sh}

say() { printf '%s: %s\n' "$script" "$*" >&2; }
die() { say "$*"; exit 1; }

# Runs a command up to three times.
try() {
  local attempt
  for attempt in 1 2 3; do
    "$@" && return 0
    say "failed (try $attempt of 3): $*"
    sleep $((attempt * 2))
  done
  return 1
}
