#pragma once
// The providers that this dac has, registered by an explicit call. Built once in main, then only read.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "providers/api/provider.h"

namespace dac::providers {

class Registry {
 public:
  /// Makes the provider of a target; does no I/O. `root` is the project's folder, `config` the target's decoded fields.
  using Factory = std::function<std::unique_ptr<Provider>(const schema::Target& target, const std::string& root)>;

  void add(ProviderInfo info, Factory factory);
  [[nodiscard]] const ProviderInfo* find(std::string_view name) const;
  [[nodiscard]] std::unique_ptr<Provider> make(const schema::Target& target, const std::string& root) const;
  [[nodiscard]] std::vector<std::string> names() const;  // sorted

 private:
  struct Entry {
    ProviderInfo info;
    Factory factory;
  };
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace dac::providers
