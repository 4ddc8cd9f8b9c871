#pragma once
// Small pure functions on text: UTF-8, spelling, globs, escaping.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dac {

/// The byte offset of the first byte that is not valid UTF-8, or nothing.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);
/// Code points in a valid UTF-8 text.
std::size_t count_code_points(std::string_view text);
/// The candidate nearest to `word` (Damerau-Levenshtein, ignoring case), if it is near enough to be meant.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);
/// "did you mean 'x'?" or "".
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);
/// `*` any run but '/', `**` any run, `?` one character but '/'. `**/` also matches nothing.
bool glob_matches(std::string_view pattern, std::string_view text);
/// Control, bidirectional, zero-width and invalid bytes as \xNN or \u{N}; tabs and newlines too unless kept.
std::string escape_control(std::string_view text, bool keep_newlines = false);
/// Whether the text holds a control or bidirectional formatting character.
bool has_control(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);
std::string to_lower(std::string_view text);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::string join(std::span<const std::string_view> parts, std::string_view separator);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);
/// "1 topic", "2 topics", "3 entries": the plural is given where it is not just an s.
std::string counted(std::size_t n, std::string_view one, std::string_view many = {});

}  // namespace dac
