#include "schema/diag/finding.h"

#include <algorithm>

#include "schema/diag/finding_order.h"

namespace dac {

Finding& Findings::add(Code code, Origin origin, std::string message, std::string help) {
  items_.push_back(Finding{.code = code,
                           .severity = code_info(code).severity,
                           .message = std::move(message),
                           .origin = origin,
                           .help = std::move(help)});
  return items_.back();
}

void Findings::merge(Findings other) {
  if (items_.empty()) {
    items_ = std::move(other.items_);
    return;
  }
  items_.insert(items_.end(), std::make_move_iterator(other.items_.begin()),
                std::make_move_iterator(other.items_.end()));
}

void Findings::sort_and_unique() {
  std::stable_sort(items_.begin(), items_.end(), FindingOrder());
  const auto same = [](const Finding& a, const Finding& b) {
    return a.code == b.code && a.origin == b.origin && a.message == b.message &&
           (a.origin.known() || a.resource == b.resource);
  };
  items_.erase(std::unique(items_.begin(), items_.end(), same), items_.end());
}

bool Findings::has_errors() const {
  return std::any_of(items_.begin(), items_.end(), [](const Finding& f) { return f.severity == Severity::Error; });
}

Finding to_finding(const Error& error) {
  Finding finding{.code = error.code, .severity = Severity::Error, .message = error.message, .help = error.help};
  for (const std::string& context : error.context) finding.notes.push_back({context});
  return finding;
}

}  // namespace dac
