#include "tests/property/format_text.h"

namespace dac::test {

std::string FormatText::name(const char* before) { return before + std::to_string(names_++); }

void FormatText::comment() { out_ += "#c" + std::to_string(comments_++) + ";"; }

void FormatText::end_line() {
  if (maybe(5)) {
    blanks(1 + choose_(4));
    comment();
  }
  out_ += '\n';
}

/// Lines between two children.
void FormatText::between(int indent) {
  if (maybe(6)) out_ += maybe(2) ? "\n" : "\n\n";
  if (!maybe(5)) return;
  blanks(maybe(3) ? choose_(8) : indent);
  comment();
  out_ += '\n';
  if (maybe(4)) out_ += '\n';
}

void FormatText::scalar(bool in_flow) {
  static const std::vector<std::string> kWords = {
      "word", "two words",  "1",   "010", "NO",  "3.10", "~",  "null",         "\"a: b # c\"",  "'it''s'",
      "\"\"", "\"\\t\\n\"", "x:y", "-1",  "a#b", "é",    "''", "\"${var.x}\"", "\"line\\\\n\"", "12:30:45"};
  static const std::vector<std::string> kOpen = {"a, b", "[x", "b]c}d", "text with, commas"};
  const int n = choose_(static_cast<int>(kWords.size()) + 1);
  if (n < static_cast<int>(kWords.size()))
    out_ += kWords[static_cast<std::size_t>(n)];
  else
    out_ += in_flow ? "plain" : maybe(2) ? kOpen[0] : kOpen[3];
}

void FormatText::flow(int depth, int indent) {
  const bool is_map = maybe(2);
  const bool is_broken = maybe(4);
  const auto gap = [&] {
    if (is_broken && maybe(2)) {
      if (maybe(3)) {
        out_ += ' ';
        comment();
      }
      out_ += '\n';
      blanks(indent + 1 + choose_(4));
    } else {
      blanks(choose_(3));
    }
  };
  out_ += is_map ? '{' : '[';
  const int n = choose_(4);
  for (int i = 0; i < n; ++i) {
    gap();
    if (is_map) {
      out_ += maybe(4) ? "\"" + name("q") + "\"" : name("k");
      out_ += maybe(6) ? ":  " : ": ";
    }
    if (depth > 0 && maybe(3))
      flow(depth - 1, indent);
    else
      scalar(true);
    gap();
    if (i + 1 < n || maybe(4)) out_ += ',';
  }
  if (n > 0) gap();
  out_ += is_map ? '}' : ']';
}

void FormatText::block_text(int indent) {
  const int own = indent + 1 + choose_(4);
  const bool has_digit = maybe(3);
  const bool keeps = maybe(4);
  out_ += maybe(2) ? '|' : '>';
  if (has_digit) out_ += std::to_string(own - indent);
  out_ += keeps ? "+" : maybe(2) ? "-" : "";
  end_line();
  const int n = 1 + choose_(4);
  for (int i = 0; i < n; ++i) {
    if (maybe(4)) out_ += '\n';
    blanks(own);
    if (i > 0 || has_digit) blanks(choose_(3));
    static const std::vector<std::string> kLines = {"select *", "# no comment", "key: value", "- item", "end  ", "{a"};
    out_ += kLines[static_cast<std::size_t>(choose_(6))] + '\n';
  }
  if (keeps) out_ += maybe(2) ? "\n" : "";
}

/// What stands behind "key:" or "-", at `indent`, to the end of its line.
void FormatText::value(int indent, int depth) {
  std::string anchor;
  if (maybe(10)) {
    anchor = name("n");
    out_ += " &" + anchor;
  } else if (!anchors_.empty() && maybe(8)) {
    out_ += " *" + anchors_[static_cast<std::size_t>(choose_(static_cast<int>(anchors_.size())))];
    return end_line();
  }
  const int kind = choose_(depth > 0 ? 10 : 7);
  if (kind >= 7) {
    end_line();
    between(indent + 2);
    const int step = 1 + choose_(4);
    if (kind == 9)
      list(indent + step, depth - 1, false);
    else
      map(indent + step, depth - 1, false);
  } else if (kind == 6) {
    out_ += ' ';
    block_text(indent);
  } else if (kind == 5) {
    blanks(1 + choose_(3));
    flow(2, indent);
    end_line();
  } else if (kind == 4) {
    const int own = indent + 1 + choose_(5);
    static const std::vector<std::string> kQuotes = {"", "'", "\""};
    const std::string quote = kQuotes[static_cast<std::size_t>(choose_(3))];
    out_ += " " + quote + "goes\n";
    if (maybe(3)) out_ += '\n';
    blanks(own);
    out_ += "on\n";
    blanks(own + choose_(3));
    out_ += "here" + quote;
    end_line();
  } else if (kind == 3 && anchor.empty()) {
    end_line();
  } else {
    blanks(1 + choose_(3));
    scalar(false);
    end_line();
  }
  if (!anchor.empty()) anchors_.push_back(anchor);
}

void FormatText::map(int indent, int depth, bool is_open) {
  const int n = 1 + choose_(4);
  for (int i = 0; i < n; ++i) {
    if (i > 0) between(indent);
    if (i > 0 || !is_open) blanks(indent);
    out_ += maybe(5) ? "'" + name("q") + "'" : name("k");
    out_ += maybe(8) ? " :" : ":";
    value(indent, depth);
  }
}

void FormatText::list(int indent, int depth, bool is_open) {
  const int n = 1 + choose_(3);
  for (int i = 0; i < n; ++i) {
    if (i > 0) between(indent);
    if (i > 0 || !is_open) blanks(indent);
    out_ += '-';
    const int behind = 1 + choose_(3);
    if (depth > 0 && maybe(3)) {
      blanks(behind);
      map(indent + 1 + behind, depth - 1, true);
    } else if (depth > 0 && maybe(4)) {
      blanks(behind);
      list(indent + 1 + behind, depth - 1, true);
    } else {
      value(indent, depth);
    }
  }
}

void FormatText::document() {
  anchors_.clear();
  static const std::vector<std::string> kKinds = {"Topic", "Table", "Project", "Widget", "Team"};
  static const std::vector<std::string> kFields = {"target",  "partitions", "config",       "columns",
                                                   "include", "paths",      "environments", "value"};
  const int first = choose_(4);
  const bool is_foreign = maybe(8);
  for (int i = 0; i < 4; ++i) {
    between(0);
    const int key = (first + i) % 4;
    if (key == 0) out_ += is_foreign ? "apiVersion: v1\n" : "apiVersion: dac/v1\n";
    if (key == 1) out_ += "kind: " + kKinds[static_cast<std::size_t>(choose_(5))] + "\n";
    if (key == 2) {
      out_ += "metadata:";
      value(0, 2);
    }
    if (key != 3) continue;
    out_ += "spec:";
    end_line();
    const int step = 1 + choose_(4);
    const int from = choose_(8);
    for (int field = 0; field < 3; ++field) {
      between(step);
      blanks(step);
      out_ += kFields[static_cast<std::size_t>((from + 3 * field) % 8)] + ":";
      value(step, 3);
    }
  }
}

std::string FormatText::file() {
  if (maybe(4)) out_ += maybe(2) ? "---\n" : "--- #c" + std::to_string(comments_++) + ";\n";
  const int n = 1 + choose_(3);
  for (int i = 0; i < n; ++i) {
    if (i > 0) out_ += "---\n";
    document();
  }
  if (maybe(6)) out_.pop_back();
  std::string text;
  const bool has_returns = maybe(6);
  if (maybe(6)) text = "\xEF\xBB\xBF";
  for (const char c : out_) {
    if (c == '\n' && has_returns) text += '\r';
    text += c;
  }
  return text;
}

}  // namespace dac::test
