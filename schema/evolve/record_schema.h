#pragma once
// A parsed schema of events (Avro, JSON Schema or Protobuf): its columns, and the codec that checks a plain JSON value
// against it. Immutable.

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schema/diag/finding.h"
#include "schema/model/column.h"
#include "schema/value/value.h"

namespace dac::schema {

/// A place inside a schema text and what is wrong there.
struct SchemaProblem {
  Code code;
  std::string message;
  std::string help;
  int line = 0;  // from 1 in the schema's text; 0 unknown
  int column = 0;
};

/// The shape of one value; both formats become this. Rules: Avro 1.11 specification, JSON Schema draft 07 to 2020-12.
struct Shape;

class RecordSchema {
 public:
  RecordSchema(std::string name, std::shared_ptr<const Shape> shape);
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] const Shape& shape() const { return *shape_; }
  /// One plain JSON event (an object) made canonical: defaults filled in, timestamps as ISO 8601 in UTC with
  /// microseconds, bytes as \xNN text for every byte, decimals as text, keys in the order of the columns. kInvalid with
  /// a message that names the field if it does not fit.
  [[nodiscard]] Result<Value> check(const Value& event) const;

 private:
  std::string name_;
  std::shared_ptr<const Shape> shape_;
  std::vector<Column> columns_;
};

struct ParsedSchema {
  std::shared_ptr<const RecordSchema> schema;  // null if a problem is an error
  std::vector<SchemaProblem> problems;
};

/// A schema that another one may use, by the name that its text has for it.
struct NamedSchema {
  std::string name;
  std::string text;
};
/// What a text may use, with what that uses: each behind those that it needs. What is wrong with them is not reported.
using NamedSchemas = std::span<const NamedSchema>;

/// `format` is "avro", "json" or "protobuf", of which an event is the first message.
ParsedSchema parse_schema(std::string_view format, std::string_view text, NamedSchemas references = {});

/// What a registry makes of a violation: most it refuses. kMisread: it lets it pass, and it is read without an error as
/// something else. kUnread: it lets it pass, and some readers cannot decode it. kNote: all is read as it was, and may
/// mean something else.
enum class Passing : std::uint8_t { kNo, kMisread, kUnread, kNote };

/// What consumers cannot do with data of another version of their schema; see compatibility.h.
struct Violation {
  Code code;         // 04xx
  std::string path;  // "Order.amount"
  std::string message;
  std::string help;
  int old_line = 0;  // in the earlier version
  int new_line = 0;
  bool is_old_reader = false;  // the reads of consumers on the earlier version break, not those on the new one
  Passing passing = Passing::kNo;
  std::size_t version = 0;  // the earlier version, by its index in the history
};
struct SchemaText {
  std::string_view text;
  NamedSchemas references = {};
};

/// Two texts that mean the same become equal: white space and key order of JSON do not matter, order of fields does.
std::string canonical_schema(std::string_view format, std::string_view text);

}  // namespace dac::schema
