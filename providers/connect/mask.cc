#include "providers/connect/mask.h"

#include <algorithm>

namespace dac::connect {
namespace {

constexpr std::size_t kLongest = 1000;  // of what is told
constexpr std::size_t kShortest = 4;    // a shorter text is found in any other

}  // namespace

void Mask::add(const Map& config, const Definitions& definitions) {
  for (const auto& [name, value] : config)
    if (const std::string* text = value.as_string(); text != nullptr && !is_public(definitions, name, value))
      add(*text, "(hidden)");
}

/// The longest first: one may be a part of another.
void Mask::add(std::string text, std::string shown) {
  if (text.size() < kShortest) return;
  const auto place = std::ranges::find_if(texts_, [&](const auto& known) { return known.first.size() < text.size(); });
  texts_.emplace(place, std::move(text), std::move(shown));
}

std::string Mask::of(std::string text) const {
  for (const auto& [hidden, shown] : texts_)
    for (std::size_t at = text.find(hidden); at != std::string::npos; at = text.find(hidden, at + shown.size()))
      text.replace(at, hidden.size(), shown);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return text;
}

}  // namespace dac::connect
