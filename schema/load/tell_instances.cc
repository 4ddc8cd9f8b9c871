// Findings about what a blueprint made: each says whose it is, and a mistake in the blueprint is one finding, however
// many instances have it.

#include <fmt/format.h>
#include <map>
#include <tuple>

#include "schema/base/text.h"
#include "schema/load/resolution.h"

namespace dac::schema {
namespace {

/// A place and what is wrong there.
using Mistake = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::string>;

class Teller {
 public:
  explicit Teller(const Resolution& r) : r_(r) {}

  void take(Finding finding) {
    const std::size_t index = r_.index_of(finding.resource);
    const Resource* resource = index == std::string::npos ? nullptr : &r_.project.resources[index];
    const Instance* instance = resource == nullptr ? nullptr : r_.project.find_instance(resource->made_by);
    if (instance == nullptr) return push(std::move(finding));
    const bool in_blueprint = finding.origin.file == resource->made_at.file && finding.origin != instance->origin;
    if (in_blueprint) {
      const auto [first, is_new] = mistakes_.try_emplace(
          {finding.origin.file, finding.origin.line, finding.origin.column, code_name(finding.code)}, told_.size());
      if (!is_new) {
        ++told_[first->second].more;
        return;
      }
    }
    finding.notes.push_back(
        in_blueprint ? Note{fmt::format("{} makes {} of it", instance->id, resource->id), instance->origin}
                     : Note{fmt::format("{} makes {} here", instance->blueprint, resource->id), resource->made_at});
    push(std::move(finding));
  }

  Findings finish() {
    Findings all;
    for (auto& [finding, more] : told_) {
      if (more > 0) finding.notes.push_back({fmt::format("the same in {}", counted(more, "other resource"))});
      all.add(std::move(finding));
    }
    return all;
  }

 private:
  struct Told {
    Finding finding;
    std::size_t more = 0;  // resources with the same mistake
  };

  void push(Finding finding) { told_.push_back({std::move(finding)}); }

  const Resolution& r_;
  std::vector<Told> told_;
  std::map<Mistake, std::size_t> mistakes_;
};

}  // namespace

void tell_instances(Resolution& r) {
  if (r.project.instances.empty()) return;
  Teller teller(r);
  for (const Finding& finding : r.findings.items()) teller.take(finding);
  r.findings = teller.finish();
}

}  // namespace dac::schema
