#pragma once
// Selectors of --only: which resources they name. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "planner/diff/changes.h"

namespace dac::planner {

class Selection {
 public:
  /// Selectors that make no sense are findings.
  Selection(const std::vector<std::string>& selectors, Findings& findings);
  /// So are those that name nothing that is wanted or owned.
  Selection(const std::vector<std::string>& selectors, const DiffInputs& inputs, Findings& findings);

  [[nodiscard]] bool everything() const { return terms_.empty(); }
  [[nodiscard]] bool selects(const schema::Resource& resource) const;
  [[nodiscard]] bool selects(const Change& change) const;
  [[nodiscard]] bool selects(std::string_view id, std::string_view owner) const;

 private:
  enum class Sort { kId, kKind, kName, kOwner, kLabel };
  struct Term {
    Sort sort;
    std::string key;    // of a label
    std::string value;  // an id, a kind in lower case, a glob, an owner, a label's value
  };
  /// What a term looks at; labels are known only of resources that are in the files.
  struct Facts {
    std::string_view id;
    std::string_view owner;
    std::string_view made_by;  // the instance: its id and its kind select what it made
    const Map* labels = nullptr;
  };
  /// `kinds` has those of Blueprints too.
  static std::optional<Term> parse(const std::string& selector, const std::vector<std::string>& kinds,
                                   Findings& findings);
  static bool matches(const Term& term, const Facts& facts);
  [[nodiscard]] bool any_matches(const Facts& facts) const;

  std::vector<Term> terms_;
};

/// Keeps the selected changes, those that must come before them, and those by which a live object that a kept one takes
/// leaves its old owner; the order and `after` stay right.
void keep_selected(std::vector<Change>& changes, const Selection& selection);

}  // namespace dac::planner
