#include "schema/yaml/parse.h"

#include <exception>
#include <fmt/format.h>
#include <istream>
#include <streambuf>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "schema/diag/codes/text.h"
#include "schema/yaml/brackets.h"
#include "schema/yaml/markers.h"
#include "schema/yaml/syntax.h"
#include "schema/yaml/text_check.h"
#include "schema/yaml/tree_builder.h"

namespace dac::schema {
namespace {

/// A text as a stream, without a copy.
class TextBuffer final : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // NOLINT(*-const-cast): only read from
    setg(begin, begin, begin + text.size());
  }
};

/// A document that starts where the one before has not been ended by "---" or "...".
struct NoEnd {
  std::size_t offset;
};

bool starts_document(std::string_view text, std::size_t line) {
  return text.substr(line, 3) == "---" &&
         (line + 3 >= text.size() || std::string_view(" \t\r\n").find(text[line + 3]) != std::string_view::npos);
}

/// The library's events, with offsets in the whole text, to the builder.
class Events final : public YAML::EventHandler {
 public:
  Events(std::string_view text, std::size_t base, TreeBuilder& builder, Parsed<std::vector<Document>>& parsed)
      : text_(text), base_(base), builder_(builder), parsed_(parsed), document_(base) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    const std::size_t at = offset(mark);
    // The library stands still before what begins no node, such as a comma, and gives an empty document again and
    // again.
    const bool stands_still = !is_first_ && at == document_;
    document_ = at;
    if (stands_still || (!is_first_ && !is_begun(at) && !is_ended(at))) throw NoEnd{at};
    is_first_ = false;
    builder_.begin_document();
  }
  void OnDocumentEnd() override {
    Node root = builder_.end_document();
    if (root.kind != NodeKind::kEmpty) parsed_.value.push_back({std::move(root)});
    parsed_.findings.merge(std::move(builder_.findings()));
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_empty({.offset = offset(mark), .anchor = anchor, .has_property = anchor != 0});
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_alias({.offset = offset(mark), .anchor = anchor});
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    const bool is_plain = tag == "?";
    const std::size_t at = offset(mark);
    const bool has_property = anchor != 0 || (!is_plain && at < text_.size() && text_[at] == '!');
    builder_.add_scalar({at, anchor, has_property}, value, is_plain);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    open(mark, tag != "?", anchor, {NodeKind::kList, style == YAML::EmitterStyle::Flow});
  }
  void OnSequenceEnd() override { builder_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(mark, tag != "?", anchor, {NodeKind::kMap, style == YAML::EmitterStyle::Flow});
  }
  void OnMapEnd() override { builder_.close(); }

  /// Where the document begins that is being read.
  [[nodiscard]] std::size_t document() const { return document_; }

 private:
  struct Collection {
    NodeKind kind;
    bool is_flow;
  };

  void open(const YAML::Mark& mark, bool is_tagged, YAML::anchor_t anchor, Collection collection) {
    builder_.open({.offset = offset(mark), .anchor = anchor, .has_property = is_tagged || anchor != 0}, collection.kind,
                  collection.is_flow);
  }
  [[nodiscard]] std::size_t offset(const YAML::Mark& mark) const {
    return mark.pos < 0 ? text_.size() : base_ + static_cast<std::size_t>(mark.pos);
  }
  [[nodiscard]] bool is_begun(std::size_t at) const {
    return (at == 0 || text_[at - 1] == '\n') && starts_document(text_, at);
  }
  /// Whether a line "..." stands between the last node and `offset`.
  [[nodiscard]] bool is_ended(std::size_t offset) const {
    for (std::size_t at = builder_.cursor().offset; at < offset; at = end_of_line(text_, at) + 1)
      if (text_.substr(at, 3) == "...") return true;
    return false;
  }

  std::string_view text_;
  std::size_t base_;
  TreeBuilder& builder_;
  Parsed<std::vector<Document>>& parsed_;
  std::size_t document_;
  bool is_first_ = true;
};

/// The line "---" that `offset` is in, or the next one behind it, or the end of the text; always behind `document`,
/// which could not be read.
std::size_t next_document(std::string_view text, std::size_t document, std::size_t offset) {
  std::size_t line = offset == 0 ? 0 : text.rfind('\n', offset - 1) + 1;  // npos + 1 is 0
  while (line < text.size() && (line <= document || !starts_document(text, line))) line = end_of_line(text, line) + 1;
  return std::min(line, text.size());
}

class TextParser {
 public:
  TextParser(std::string_view text, std::uint32_t file) : text_(text), file_(file) {}

  Parsed<std::vector<Document>> run() {
    const BracketBounds bounds{.max_depth = kMaxDepth, .max_entries = kMaxNodes};
    if (may_pass(text_, bounds)) {
      const Brackets brackets = scan_brackets(text_, bounds);
      if (brackets.too_deep != kNowhere) add_bound({codes::kTooDeep, brackets.too_deep});
      if (brackets.too_many != kNowhere) add_bound({codes::kTooManyNodes, brackets.too_many});
      if (!parsed_.value.empty()) return std::move(parsed_);
    }
    for (std::size_t from = 0; from < text_.size();) from = parse_from(from);
    parsed_.findings.sort_and_unique();
    return std::move(parsed_);
  }

 private:
  /// Reads documents up to the first that cannot be read, and returns where to go on behind it.
  std::size_t parse_from(std::size_t from) {
    TreeBuilder builder(text_, file_, place(from));
    Events events(text_, from, builder, parsed_);
    TextBuffer buffer(text_.substr(from));
    std::istream stream(&buffer);
    try {
      YAML::Parser parser(stream);
      while (parser.HandleNextDocument(events)) {
      }
      return text_.size();
    } catch (const OverBound& bound) {
      add_bound(bound);
      return next_document(text_, events.document(), bound.offset + 1);
    } catch (const NoEnd& end) {
      add(end.offset, codes::kYamlSyntax, found_instead("the end of the document", text_, end.offset),
          "a document is one map; another one starts with a line ---");
      return next_document(text_, events.document(), end.offset + 1);
    } catch (const UnclosedQuote& quote) {
      parsed_.findings.merge(std::move(builder.findings()));
      add(unclosed_quote(text_, quote.offset));
      return text_.size();
    } catch (const YAML::Exception& error) {
      parsed_.findings.merge(std::move(builder.findings()));
      const std::size_t at = error.mark.pos < 0 ? text_.size() : from + static_cast<std::size_t>(error.mark.pos);
      add(explain_syntax(text_, events.document(), at, error.msg));
      return next_document(text_, events.document(), at);
    } catch (const std::exception& error) {  // the library's own checks
      add(events.document(), codes::kYamlSyntax, fmt::format("the text is not valid YAML: {}", error.what()), "");
      return text_.size();
    }
  }

  Finding& add(std::size_t offset, Code code, std::string message, std::string help) {
    return parsed_.findings.add(code, origin(offset), std::move(message), std::move(help));
  }

  void add_bound(const OverBound& bound) {
    if (bound.code == codes::kTooDeep)
      add(bound.offset, bound.code, fmt::format("lists and maps are nested more than {} deep", kMaxDepth),
          "make the document flatter; it is not read");
    else
      add(bound.offset, bound.code,
          fmt::format("the document has more than {} values, with its aliases written out", kMaxNodes),
          "split the document; it is not read");
    parsed_.value.emplace_back();
  }

  void add(const SyntaxProblem& problem) {
    Finding& finding = add(problem.offset, problem.code, problem.message, problem.help);
    if (problem.related) finding.notes.push_back({problem.note, origin(*problem.related)});
  }

  /// Counts on from the place before where it can: a text may hold many documents that cannot be read.
  const Place& place(std::size_t offset) {
    offset = std::min(offset, text_.size());
    if (offset < place_.offset) place_ = {};
    place_.advance(text_, offset);
    return place_;
  }
  [[nodiscard]] Origin origin(std::size_t offset) { return place(offset).origin(file_); }

  std::string_view text_;
  std::uint32_t file_;
  Place place_;
  Parsed<std::vector<Document>> parsed_;
};

}  // namespace

Parsed<std::vector<Document>> parse_yaml(const Sources& sources, std::uint32_t file) {
  const std::string_view text = without_bom(sources.text(file));
  const auto refuse = [&](const auto& problem) {
    Parsed<std::vector<Document>> parsed;
    parsed.findings.add(problem.code, place_of(text, problem.offset).origin(file), problem.message, problem.help);
    return parsed;
  };
  if (const auto problem = check_text(text)) return refuse(*problem);
  if (const auto problem = check_markers(text)) return refuse(*problem);
  return TextParser(text, file).run();
}

}  // namespace dac::schema
