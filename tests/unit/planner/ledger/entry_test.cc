#include "planner/ledger/entry.h"

#include <doctest/doctest.h>

#include "schema/base/sha256.h"

namespace dac::planner {
namespace {

Entry sample() {
  return {
      .serial = 2,
      .type = EntryType::kOutcome,
      .genesis = "g",
      .nonce = "n",
      .time = "2026-11-22T10:00:00Z",
      .prev = "p",
      .hash = {},
      .provenance = {.user = "ann", .host = "laptop", .commit = "c0ffee", .author = "", .dirty = true, .ci_run = ""},
      .payload = Map{}};
}

TEST_CASE("an entry is its text, and the text without the hash gives the hash") {
  Entry entry = sample();
  const std::string head =
      R"({"format_version": 1, "serial": 2, "type": "outcome", "genesis": "g", "nonce": "n", "time": "2026-11-22T10:00:00Z", )"
      R"("prev": "p", "provenance": {"user": "ann", "host": "laptop", "commit": "c0ffee", "dirty": true}, "payload": {})";
  const std::string text = render_entry(entry);
  CHECK(text == head + ", \"hash\": \"" + sha256_hex(head + "}") + "\"}\n");
  const auto parsed = parse_entry(text, "00000002.json");
  REQUIRE(parsed.has_value());
  CHECK(parsed->hash == entry.hash);
  CHECK(parsed->provenance.commit == "c0ffee");
  CHECK(parsed->type == EntryType::kOutcome);
}

TEST_CASE("no byte of an entry can change unseen") {
  Entry entry = sample();
  const std::string text = render_entry(entry);
  for (std::size_t at = 0; at < text.size(); ++at) {
    std::string changed = text;
    changed[at] = changed[at] == '1' ? '2' : '1';
    const auto parsed = parse_entry(changed, "e");
    CAPTURE(at);
    REQUIRE_FALSE(parsed.has_value());
    CHECK(parsed.error().kind == ErrorKind::kCorrupt);
  }
  for (std::size_t size = 0; size < text.size(); ++size)
    REQUIRE_FALSE(parse_entry(text.substr(0, size), "e").has_value());
}

TEST_CASE("what is wrong with an entry is said") {
  CHECK(parse_entry("", "00000002.json").error().message ==
        "the ledger entry 00000002.json does not read: it is cut short");
  const std::string newer = R"({"format_version": 2, "payload": {})";
  const auto parsed = parse_entry(newer + ", \"hash\": \"" + sha256_hex(newer + "}") + "\"}\n", "00000002.json");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(code_name(parsed.error().code) == "DAC0709");
  CHECK(parsed.error().message == "the ledger entry 00000002.json has format 2, this dac reads format 1");
}

}  // namespace
}  // namespace dac::planner
