#pragma once
// One entry of a document changed in its text: all else, comments and layout too, stays as its author wrote it. Pure;
// any thread.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schema/value/value.h"
#include "schema/yaml/node.h"

namespace dac::schema {

struct Edit {
  std::vector<std::string> keys;  // from the document's root down: "spec", "config", "retention.ms"
  std::optional<Value> value;     // a scalar; nothing: the entry goes
};

/// `text` is a file, `root` one of its documents. A map that the keys lead through and that is not there is made. The
/// result means the same but for the entry: it was parsed again and compared. Nothing where that is not so, or where
/// the entry holds more than a scalar, or no map is where the keys lead through.
std::optional<std::string> edited(std::string_view text, const Node& root, const Edit& edit);

/// The document with that kind and name, or nullptr.
const Node* find_document(const std::vector<Document>& documents, std::string_view kind, std::string_view name);

}  // namespace dac::schema
