#pragma once
// The grammars of scalars, and what messages say about them. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "schema/kind/field.h"
#include "schema/value/value.h"

namespace dac::schema {

/// An int64 where the text is one, else a double; nothing if it is no number.
std::optional<Value> number_value(std::string_view text);
/// A day of the calendar, written 2026-11-22.
bool is_date(std::string_view text);
/// null, true, false, integers and numbers as YAML 1.2's core schema has them, all else a text.
Value core_schema_value(std::string text, Origin origin);

/// "an Endpoint".
std::string with_article(std::string_view word);
/// What a required field is for, as a help line.
std::string doc_help(const Field& field);
/// What may be meant by a word that is none of `choices`, as a help line: "did you mean 'x'?", else all that there are;
/// "" where there is none.
std::string choice_help(std::string_view word, std::span<const std::string_view> choices);
/// How a list or a map is written, for a help line; "" for other types.
std::string form_help(const Type& type);
/// "between 1 and 32767", for a help line.
std::string range_help(const Type& type);
/// What is wrong with a text that is nearly a whole number.
std::string integer_help(std::string_view text);
std::string column_type_help(std::string_view text);
/// "topic/orders or table/orders".
std::string relation_forms(const Type& type, std::string_view name);

}  // namespace dac::schema
