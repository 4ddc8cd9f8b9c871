#pragma once
// What subjects hold now: latest version, compatibility, and the texts that references are pinned to.

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "providers/api/object.h"
#include "providers/http/client.h"
#include "providers/schema_registry/api.h"

namespace dac::schema_registry {

/// Reads for one call of the provider. Not for keeping: what it read gets old.
class Reader {
 public:
  /// `bulk` is kept by the provider: false once GET /schemas turned out to be of no use.
  Reader(http::Client& client, bool& bulk, providers::Context& context)
      : client_(client), bulk_(bulk), context_(context) {}

  /// One answer per key, in order.
  Result<std::vector<providers::Live>> read(std::span<const providers::ObjectKey> keys);

 private:
  using Place = std::pair<std::string, std::int64_t>;

  void read_bulk(std::span<const providers::ObjectKey> keys);
  Result<> read_latest(std::span<const providers::ObjectKey> keys);
  void read_modes(std::span<const providers::ObjectKey> keys);
  void read_pinned();
  [[nodiscard]] providers::Live live_of(const providers::ObjectKey& key) const;
  [[nodiscard]] Found<std::string> digest(const Pinned& pinned, int depth) const;

  http::Client& client_;
  bool& bulk_;
  providers::Context& context_;
  std::map<std::string, Found<Version>, std::less<>> latest_;
  std::map<std::string, Found<std::string>, std::less<>> modes_;
  std::map<Place, Found<Version>> pinned_;
};

}  // namespace dac::schema_registry
