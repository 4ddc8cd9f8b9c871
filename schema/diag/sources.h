#pragma once
// The texts that were read, by id, for positions and for the source line under a finding.
// Filled before parsing starts; after that it is only read, from any thread.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "schema/diag/origin.h"

namespace dac {

class Sources {
 public:
  /// `path` is relative to the project. Returns an id from 1 on.
  std::uint32_t add(std::string path, std::string text);

  [[nodiscard]] std::string_view path(std::uint32_t file) const;  // "" for 0
  [[nodiscard]] std::string_view text(std::uint32_t file) const;
  /// The line without its end; "" where there is none.
  [[nodiscard]] std::string_view line(const Origin& origin) const;
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  struct File {
    std::string path;
    std::string text;
  };
  std::deque<File> files_;  // a deque: ids stay, views stay valid
};

}  // namespace dac
