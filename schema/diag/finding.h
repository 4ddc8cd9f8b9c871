#pragma once
// A finding: what a check, a rule or a policy has to say, with code, severity and place; and a collection of them.
// Findings are plain values. A Findings object belongs to one thread; merge() joins those of several.

#include <string>
#include <vector>

#include "schema/base/result.h"
#include "schema/diag/code.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/origin.h"

namespace dac {

struct Note {
  std::string text;
  Origin origin = {};  // may be nowhere
};

struct Finding {
  Code code = codes::kFailed;
  Severity severity = Severity::Error;
  std::string message;  // lower case, no final stop; untrusted text in it is escaped when rendered
  Origin origin = {};
  std::string help = {};      // what to do; may be empty
  std::string resource = {};  // "topic/orders", or empty
  std::vector<Note> notes = {};
  bool quotes_source = true;  // false: the line of `origin` is not shown, since a secret may stand in it
};

class Findings {
 public:
  /// Adds with the code's own severity. The returned finding may be completed until the next add.
  Finding& add(Code code, Origin origin, std::string message, std::string help = {});
  void add(Finding finding) { items_.push_back(std::move(finding)); }
  void merge(Findings other);
  /// By file, line, column, code, message; the same finding twice becomes one. `paths` order is that of file ids.
  void sort_and_unique();

  [[nodiscard]] bool has_errors() const;
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  [[nodiscard]] const std::vector<Finding>& items() const { return items_; }

 private:
  std::vector<Finding> items_;
};

/// What a stage that complains but does not fail gives back.
template <class T>
struct Parsed {
  T value;
  Findings findings;
};

/// An Error as a finding without a place, context folded into notes.
Finding to_finding(const Error& error);

}  // namespace dac
