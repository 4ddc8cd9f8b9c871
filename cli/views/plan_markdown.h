#pragma once
// A plan as a comment of a pull request: grouped by owner and risk, details folded, everybody affected named, never
// over kMarkdownLimit characters, and never without a risky step. What data and files hold can inject neither markup,
// mentions nor workflow commands. Pure.

#include <string>

#include "planner/plan/plan.h"

namespace dac::cli {

inline constexpr std::size_t kMarkdownLimit = 65'000;

std::string render_plan_markdown(const planner::Plan& plan, const Sources& sources);

/// A text made harmless inside Markdown: control characters written out, markup escaped. What it quotes with backticks,
/// and words that a forge would make mentions or references of, become code: copied from the page they are as they
/// were.
std::string markdown_safe(std::string_view text);
/// A text as inline code that it cannot leave, byte by byte but for control characters.
std::string markdown_code(std::string_view text);

}  // namespace dac::cli
