#include "schema/load/scalars.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <optional>
#include <set>

#include "schema/load/decode.h"
#include "schema/value/json.h"
#include "schema/yaml/parse.h"

namespace dac::schema {
namespace {

/// What YAML 1.1, YAML 1.2 or JSON take for something else than it says, or that looks like a number.
constexpr std::string_view kTexts[] = {"NO",
                                       "yes",
                                       "010",
                                       "+1",
                                       "-0",
                                       "1e3",
                                       "3.10",
                                       "1_000",
                                       "0x1",
                                       "0o7",
                                       ".inf",
                                       "-.inf",
                                       ".nan",
                                       "12:30:45",
                                       "9223372036854775807",
                                       "9223372036854775808",
                                       "1.0",
                                       "~",
                                       "null",
                                       "True",
                                       "true",
                                       "2026-11-22"};

struct Decoding {
  std::optional<Value> value;
  Findings findings;
};

Decoding decode(const Type& type, const std::string& written) {
  Sources sources;
  const auto file = sources.add("a.yaml", "v: " + written + "\n");
  const auto parsed = parse_yaml(sources, file);
  REQUIRE(parsed.value.size() == 1);
  const Node* node = parsed.value.front().root.find("v");
  REQUIRE(node != nullptr);
  Decoding out;
  Decoder decoder(nullptr, out.findings);
  out.value = decoder.value({.name = "v", .type = type, .doc = "A value."}, *node);
  // A config without its wrong entries is still one.
  REQUIRE((type.kind == TypeKind::kConfig || out.value.has_value() == out.findings.empty()));
  return out;
}

/// Each text with the value that it gives, or the code that it is refused with; six a line.
std::string decoded(const Type& type, const std::string& quote = "") {
  std::string out;
  std::size_t at = 0;
  for (const std::string_view text : kTexts) {
    const Decoding decoding = decode(type, quote + std::string(text) + quote);
    out += (at % 6 == 0 ? "" : " ; ") + std::string(text) + " -> ";
    out += decoding.value ? to_json(*decoding.value) : code_name(decoding.findings.items().front().code);
    if (++at % 6 == 0 || at == std::size(kTexts)) out += '\n';
  }
  return out;
}

/// What a text is refused with.
std::string refusal(const Type& type, const std::string& text) {
  const Decoding decoding = decode(type, text);
  REQUIRE(decoding.findings.size() == 1);
  const Finding& finding = decoding.findings.items().front();
  return finding.message + (finding.help.empty() ? "" : " | " + finding.help);
}

constexpr Type kText{.kind = TypeKind::kString};
constexpr std::string_view kChoices[] = {"NO", "true", "010"};
constexpr std::string_view kSchemas[] = {"Schema"};
constexpr std::string_view kRelations[] = {"Topic", "Table"};

/// A type of field, with what each text gives there.
struct TypeRow {
  const char* name;
  Type type;
  const char* expected;
};

const TypeRow kTable[] = {
    {"a text stays as it was written",
     {.kind = TypeKind::kString},
     R"x(NO -> "NO" ; yes -> "yes" ; 010 -> "010" ; +1 -> "+1" ; -0 -> "-0" ; 1e3 -> "1e3")x"
     "\n"
     R"x(3.10 -> "3.10" ; 1_000 -> "1_000" ; 0x1 -> "0x1" ; 0o7 -> "0o7" ; .inf -> ".inf" ; -.inf -> "-.inf")x"
     "\n"
     R"x(.nan -> ".nan" ; 12:30:45 -> "12:30:45" ; 9223372036854775807 -> "9223372036854775807" ; 9223372036854775808 -> "9223372036854775808" ; 1.0 -> "1.0" ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> "True" ; true -> "true" ; 2026-11-22 -> "2026-11-22")x"
     "\n"},
    {"a name",
     {.kind = TypeKind::kName},
     R"x(NO -> "NO" ; yes -> "yes" ; 010 -> "010" ; +1 -> DAC0207 ; -0 -> DAC0207 ; 1e3 -> "1e3")x"
     "\n"
     R"x(3.10 -> "3.10" ; 1_000 -> "1_000" ; 0x1 -> "0x1" ; 0o7 -> "0o7" ; .inf -> DAC0207 ; -.inf -> DAC0207)x"
     "\n"
     R"x(.nan -> DAC0207 ; 12:30:45 -> DAC0207 ; 9223372036854775807 -> "9223372036854775807" ; 9223372036854775808 -> "9223372036854775808" ; 1.0 -> "1.0" ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> "True" ; true -> "true" ; 2026-11-22 -> "2026-11-22")x"
     "\n"},
    {"a whole number",
     {.kind = TypeKind::kInteger},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> 0 ; 1e3 -> DAC0201)x"
     "\n"
     R"x(3.10 -> DAC0201 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> 9223372036854775807 ; 9223372036854775808 -> DAC0204 ; 1.0 -> DAC0201 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> DAC0201 ; 2026-11-22 -> DAC0201)x"
     "\n"},
    {"a number",
     {.kind = TypeKind::kNumber},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> 0 ; 1e3 -> 1000.0)x"
     "\n"
     R"x(3.10 -> 3.1 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> 9223372036854775807 ; 9223372036854775808 -> 9223372036854775808.0 ; 1.0 -> 1.0 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> DAC0201 ; 2026-11-22 -> DAC0201)x"
     "\n"},
    {"true or false",
     {.kind = TypeKind::kBool},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> DAC0201 ; 1e3 -> DAC0201)x"
     "\n"
     R"x(3.10 -> DAC0201 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> DAC0201 ; 9223372036854775808 -> DAC0201 ; 1.0 -> DAC0201 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> true ; 2026-11-22 -> DAC0201)x"
     "\n"},
    {"a duration",
     {.kind = TypeKind::kDuration},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> 0 ; 1e3 -> DAC0201)x"
     "\n"
     R"x(3.10 -> DAC0201 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> 9223372036854775807 ; 9223372036854775808 -> DAC0204 ; 1.0 -> DAC0201 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> DAC0201 ; 2026-11-22 -> DAC0201)x"
     "\n"},
    {"a size",
     {.kind = TypeKind::kSize},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> 0 ; 1e3 -> DAC0201)x"
     "\n"
     R"x(3.10 -> DAC0201 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> 9223372036854775807 ; 9223372036854775808 -> DAC0204 ; 1.0 -> DAC0201 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> DAC0201 ; 2026-11-22 -> DAC0201)x"
     "\n"},
    {"a date",
     {.kind = TypeKind::kDate},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> DAC0201 ; 1e3 -> DAC0201)x"
     "\n"
     R"x(3.10 -> DAC0201 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> DAC0201 ; 9223372036854775808 -> DAC0201 ; 1.0 -> DAC0201 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> DAC0201 ; 2026-11-22 -> "2026-11-22")x"
     "\n"},
    {"one of NO, true, 010",
     {.kind = TypeKind::kEnum, .choices = kChoices},
     R"x(NO -> "NO" ; yes -> DAC0206 ; 010 -> "010" ; +1 -> DAC0206 ; -0 -> DAC0206 ; 1e3 -> DAC0206)x"
     "\n"
     R"x(3.10 -> DAC0206 ; 1_000 -> DAC0206 ; 0x1 -> DAC0206 ; 0o7 -> DAC0206 ; .inf -> DAC0206 ; -.inf -> DAC0206)x"
     "\n"
     R"x(.nan -> DAC0206 ; 12:30:45 -> DAC0206 ; 9223372036854775807 -> DAC0206 ; 9223372036854775808 -> DAC0206 ; 1.0 -> DAC0206 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0206 ; true -> "true" ; 2026-11-22 -> DAC0206)x"
     "\n"},
    {"a reference",
     {.kind = TypeKind::kReference, .choices = kSchemas},
     R"x(NO -> "NO" ; yes -> "yes" ; 010 -> "010" ; +1 -> DAC0207 ; -0 -> DAC0207 ; 1e3 -> "1e3")x"
     "\n"
     R"x(3.10 -> "3.10" ; 1_000 -> "1_000" ; 0x1 -> "0x1" ; 0o7 -> "0o7" ; .inf -> DAC0207 ; -.inf -> DAC0207)x"
     "\n"
     R"x(.nan -> DAC0207 ; 12:30:45 -> DAC0207 ; 9223372036854775807 -> "9223372036854775807" ; 9223372036854775808 -> "9223372036854775808" ; 1.0 -> "1.0" ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> "True" ; true -> "true" ; 2026-11-22 -> "2026-11-22")x"
     "\n"},
    {"a relation",
     {.kind = TypeKind::kRelation, .choices = kRelations},
     R"x(NO -> DAC0201 ; yes -> DAC0201 ; 010 -> DAC0201 ; +1 -> DAC0201 ; -0 -> DAC0201 ; 1e3 -> DAC0201)x"
     "\n"
     R"x(3.10 -> DAC0201 ; 1_000 -> DAC0201 ; 0x1 -> DAC0201 ; 0o7 -> DAC0201 ; .inf -> DAC0201 ; -.inf -> DAC0201)x"
     "\n"
     R"x(.nan -> DAC0201 ; 12:30:45 -> DAC0201 ; 9223372036854775807 -> DAC0201 ; 9223372036854775808 -> DAC0201 ; 1.0 -> DAC0201 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0201 ; true -> DAC0201 ; 2026-11-22 -> DAC0201)x"
     "\n"},
    {"a column type",
     {.kind = TypeKind::kColumnType},
     R"x(NO -> DAC0245 ; yes -> DAC0245 ; 010 -> DAC0245 ; +1 -> DAC0245 ; -0 -> DAC0245 ; 1e3 -> DAC0245)x"
     "\n"
     R"x(3.10 -> DAC0245 ; 1_000 -> DAC0245 ; 0x1 -> DAC0245 ; 0o7 -> DAC0245 ; .inf -> DAC0245 ; -.inf -> DAC0245)x"
     "\n"
     R"x(.nan -> DAC0245 ; 12:30:45 -> DAC0245 ; 9223372036854775807 -> DAC0245 ; 9223372036854775808 -> DAC0245 ; 1.0 -> DAC0245 ; ~ -> DAC0203)x"
     "\n"
     R"x(null -> DAC0203 ; True -> DAC0245 ; true -> DAC0245 ; 2026-11-22 -> DAC0245)x"
     "\n"},
    {"anything",
     {.kind = TypeKind::kAny},
     R"x(NO -> "NO" ; yes -> "yes" ; 010 -> "010" ; +1 -> "+1" ; -0 -> 0 ; 1e3 -> 1000.0)x"
     "\n"
     R"x(3.10 -> 3.1 ; 1_000 -> "1_000" ; 0x1 -> "0x1" ; 0o7 -> "0o7" ; .inf -> ".inf" ; -.inf -> "-.inf")x"
     "\n"
     R"x(.nan -> ".nan" ; 12:30:45 -> "12:30:45" ; 9223372036854775807 -> 9223372036854775807 ; 9223372036854775808 -> 9223372036854775808.0 ; 1.0 -> 1.0 ; ~ -> null)x"
     "\n"
     R"x(null -> null ; True -> "True" ; true -> true ; 2026-11-22 -> "2026-11-22")x"
     "\n"},
};

/// Those whose values are texts that stay as they were written.
constexpr TypeKind kTextKinds[] = {TypeKind::kScalar, TypeKind::kText, TypeKind::kSql, TypeKind::kLiteral,
                                   TypeKind::kPath};
/// Those that take none of them.
constexpr TypeKind kHolders[] = {TypeKind::kList, TypeKind::kMap, TypeKind::kObject, TypeKind::kConfig};

TEST_CASE("every text in every type of field gives its value or its refusal") {
  std::size_t rows = 0;
  std::set<TypeKind> kinds;
  const auto count = [&](TypeKind kind, std::size_t times = 1) {
    kinds.insert(kind);
    rows += times * std::size(kTexts);
  };
  for (const TypeRow& row : kTable) {
    CAPTURE(row.name);
    CHECK(decoded(row.type) == row.expected);
    count(row.type.kind);
  }
  CHECK(decoded({.kind = TypeKind::kTemplate}) == decoded({.kind = TypeKind::kAny}));
  count(TypeKind::kTemplate);
  for (const TypeKind kind : kTextKinds) {
    CHECK(decoded({.kind = kind}) == decoded({.kind = TypeKind::kString}));
    count(kind);
  }
  for (const TypeKind kind : kHolders) {
    for (const std::string_view text : kTexts) {
      const bool is_nothing = text == "~" || text == "null";
      const Decoding decoding = decode({.kind = kind, .element = &kText}, std::string(text));
      CAPTURE(text);
      REQUIRE(decoding.findings.size() == 1);
      CHECK(code_name(decoding.findings.items().front().code) == (is_nothing ? "DAC0203" : "DAC0201"));
    }
    count(kind);
  }
  MESSAGE(fmt::format("{} rows: {} texts in {} types of field", rows, std::size(kTexts), kinds.size()));
  CHECK(rows >= 300);
  CHECK(kinds.size() == 23);  // as many as there are
}

TEST_CASE("quotes make any of them a text, and change nothing where the field has a type") {
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    const std::string quoted = "'" + std::string(text) + "'";
    CHECK(*decode({.kind = TypeKind::kAny}, quoted).value == Value(text));
    if (text == "~" || text == "null") continue;  // plain, these are nothing at all
    for (const TypeKind kind :
         {TypeKind::kString, TypeKind::kName, TypeKind::kInteger, TypeKind::kNumber, TypeKind::kBool,
          TypeKind::kDuration, TypeKind::kSize, TypeKind::kDate, TypeKind::kColumnType})
      CHECK(decode({.kind = kind}, quoted).value == decode({.kind = kind}, std::string(text)).value);
  }
}

/// A name with one character that is not what it looks like, or cannot be seen; the others are ASCII.
struct Disguise {
  std::string_view written;
  std::string_view point;
};

TEST_CASE("a name with a character that looks like another, or like nothing, is refused and the character named") {
  for (const Disguise& disguise : {
           Disguise{"or\u0434ers", "U+0434"},        // Cyrillic
           Disguise{"or\u03bfers", "U+03BF"},        // Greek
           Disguise{"or\uff44ers", "U+FF44"},        // full width
           Disguise{"or\u00a0ers", "U+00A0"},        // a blank that does not break
           Disguise{"\"or\\u202Eders\"", "U+202E"},  // right to left from here
           Disguise{"\"or\\u200Fders\"", "U+200F"},  // right to left
           Disguise{"\"or\\u2066ders\"", "U+2066"},  // isolated
           Disguise{"or\u200dders", "U+200D"},       // of no width
           Disguise{"or\u00adders", "U+00AD"},       // a hyphen that is not seen
           Disguise{"ord\u0301ers", "U+0301"},       // an accent on what is in front
           Disguise{"or\U0001d41dders", "U+1D41D"},  // a mathematical letter
       }) {
    CAPTURE(disguise.point);
    for (const TypeKind kind : {TypeKind::kName, TypeKind::kReference}) {
      const Decoding decoding = decode({.kind = kind, .choices = kSchemas}, std::string(disguise.written));
      REQUIRE(decoding.findings.size() == 1);
      const Finding& finding = decoding.findings.items().front();
      CHECK(code_name(finding.code) == "DAC0207");
      CHECK(finding.help.ends_with(fmt::format(" here is {}", disguise.point)));
    }
    const Decoding relation =
        decode({.kind = TypeKind::kRelation, .choices = kRelations},
               disguise.written.front() == '"' ? "\"topic/" + std::string(disguise.written.substr(1))
                                               : "topic/" + std::string(disguise.written));
    REQUIRE(relation.findings.size() == 1);
    CHECK(code_name(relation.findings.items().front().code) == "DAC0201");
  }
  CHECK(refusal({.kind = TypeKind::kName}, "or\u0434ers") ==
        "'or\u0434ers' is no name for 'v' | a name has ASCII letters, digits, '_', '.' and '-', and starts with a "
        "letter, a digit or '_'; character 3 here is U+0434");
}

TEST_CASE("an entry of a config is a text, but a duration behind .ms and a size behind .bytes") {
  const auto entry = [](const std::string& key, std::string_view text) {
    const Decoding decoding = decode({.kind = TypeKind::kConfig}, fmt::format("{{{}: {}}}", key, text));
    return decoding.findings.empty() ? to_json(*decoding.value->get(key))
                                     : code_name(decoding.findings.items().front().code);
  };
  for (const std::string_view text : kTexts) {
    CAPTURE(text);
    const bool is_nothing = text == "~" || text == "null";
    const bool is_whole = text == "-0" || text == "9223372036854775807";
    const std::string number = text == "-0" ? "\"0\"" : fmt::format("\"{}\"", text);
    const std::string refused = is_nothing ? "DAC0203" : text == "9223372036854775808" ? "DAC0204" : "DAC0201";
    CHECK(entry("a.b", text) == (is_nothing ? "DAC0203" : fmt::format("\"{}\"", text)));
    CHECK(entry("a.ms", text) == (is_whole ? number : refused));
    CHECK(entry("a.bytes", text) == (is_whole ? number : refused));
  }
}

TEST_CASE("what is said of a text that does not fit") {
  CHECK(refusal({.kind = TypeKind::kInteger}, "1e3") ==
        "expected a whole number for 'v', found '1e3' | write it in plain digits: no leading zero, plus sign, "
        "separator, fraction or exponent");
  CHECK(refusal({.kind = TypeKind::kInteger}, "9223372036854775808") ==
        "9223372036854775808 is too large for 'v' | it must fit 64 bits");
  CHECK(refusal({.kind = TypeKind::kInteger, .min = 1, .max = 3}, "4") ==
        "4 is out of range for 'v' | it must be between 1 and 3");
  CHECK(refusal({.kind = TypeKind::kNumber}, ".inf") == "expected a number for 'v', found '.inf'");
  CHECK(refusal({.kind = TypeKind::kBool}, "yes") == "expected true or false for 'v', found 'yes'");
  CHECK(refusal({.kind = TypeKind::kDuration}, "12:30:45") ==
        "expected a duration for 'v', found '12:30:45' | a duration is written 250ms, 30s, 15m, 1h30m, 7d, 2w or in "
        "plain milliseconds");
  CHECK(
      refusal({.kind = TypeKind::kSize}, "1_000") ==
      "expected a size for 'v', found '1_000' | a size is written 100B, 5kB, 5MB, 1KiB, 1MiB, 1GiB or in plain bytes");
  CHECK(refusal({.kind = TypeKind::kSize}, "9223372036854775808") ==
        "9223372036854775808 is too large for 'v' | it must fit 64 bits");
  CHECK(refusal({.kind = TypeKind::kDate}, "2026-02-30") ==
        "expected a date for 'v', found '2026-02-30' | a date is written 2026-11-22");
  CHECK(refusal({.kind = TypeKind::kEnum, .choices = kChoices}, "True") ==
        "expected one of NO, true, 010 for 'v', found 'True' | did you mean 'true'?");
  CHECK(refusal({.kind = TypeKind::kRelation, .choices = kRelations}, "010") ==
        "expected topic/NAME or table/NAME for 'v', found '010' | write topic/010 or table/010");
  CHECK(refusal({.kind = TypeKind::kString}, "null") ==
        "expected a text for 'v', found nothing | leave the field out or give it a value; null removes only in "
        "defaults and overrides");
}

}  // namespace
}  // namespace dac::schema
