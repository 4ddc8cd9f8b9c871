#include "schema/load/envelope.h"

#include <algorithm>
#include <fmt/format.h>

#include "schema/base/text.h"
#include "schema/diag/codes/language.h"
#include "schema/load/scalars.h"

namespace dac::schema {
namespace {

constexpr std::string_view kKeys[] = {"apiVersion", "kind", "metadata", "spec"};
constexpr std::string_view kVersion = "dac/v1";

void check_keys(const Node& document, Findings& findings) {
  for (const auto& [key, value] : document.entries) {
    if (std::find(std::begin(kKeys), std::end(kKeys), key.text) != std::end(kKeys)) continue;
    findings.add(codes::kUnknownField, key.span.begin, fmt::format("unknown field '{}'", key.text),
                 choice_help(key.text, kKeys));
  }
}

/// Whether an unknown key stands for `field`: that is said of the key.
bool is_misspelled(const Node& document, std::string_view field) {
  return std::any_of(document.entries.begin(), document.entries.end(), [&](const auto& entry) {
    const bool is_known = std::find(std::begin(kKeys), std::end(kKeys), entry.first.text) != std::end(kKeys);
    return !is_known && nearest(entry.first.text, kKeys) == field;
  });
}

const Node* scalar(const Node& document, std::string_view field, Findings& findings) {
  const Node* node = document.find(field);
  if (node == nullptr || node->kind == NodeKind::kScalar) return node;
  findings.add(node->kind == NodeKind::kEmpty ? codes::kNullValue : codes::kWrongType, node->span.begin,
               fmt::format("expected a text for '{}', found {}", field,
                           node->kind == NodeKind::kEmpty  ? "nothing"
                           : node->kind == NodeKind::kList ? "a list"
                                                           : "a map"),
               "a resource starts with apiVersion: dac/v1 and kind: Topic, or another kind");
  return nullptr;
}

const Node* map(const Node& document, std::string_view field, Findings& findings) {
  const Node* node = document.find(field);
  if (node == nullptr || node->kind == NodeKind::kMap) return node;
  if (node->kind != NodeKind::kEmpty)
    findings.add(
        codes::kWrongType, node->span.begin,
        fmt::format("expected a map for '{}', found {}", field, node->kind == NodeKind::kList ? "a list" : "a text"),
        "a map is written {key: value}, or with one 'key: value' a line");
  return nullptr;
}

}  // namespace

Envelope read_envelope(const Node& document, Findings& findings) {
  Envelope out;
  if (document.find("apiVersion") == nullptr) {
    if (!is_misspelled(document, "apiVersion"))
      findings.add(
          codes::kNoApiVersion, document.span.begin, "'apiVersion' is missing",
          "a resource starts with apiVersion: dac/v1; to leave a file out, list it under spec.exclude of dac.yaml");
  } else if (const Node* version = scalar(document, "apiVersion", findings);
             version != nullptr && version->text != kVersion) {
    if (!version->text.starts_with("dac/")) {
      out.is_foreign = true;
      return out;
    }
    findings.add(codes::kUnknownApiVersion, version->span.begin,
                 fmt::format("expected apiVersion {}, found '{}'", kVersion, version->text), "a newer dac may know it");
  }
  check_keys(document, findings);
  if (document.find("kind") == nullptr && !is_misspelled(document, "kind")) {
    findings.add(codes::kMissingField, document.span.begin, "'kind' is missing",
                 "a resource says what it is: kind: Topic");
  }
  out.kind_name = scalar(document, "kind", findings);
  out.metadata = map(document, "metadata", findings);
  out.spec = map(document, "spec", findings);
  return out;
}

}  // namespace dac::schema
