#pragma once
// A YAML document made of choices: comments, quotes, block texts, anchors, brackets, and indents of all sorts. One
// thread.

#include <functional>
#include <string>
#include <vector>

namespace dac::test {

class FormatText {
 public:
  /// `choose(n)` is one of 0 to n-1.
  explicit FormatText(std::function<int(int)> choose) : choose_(std::move(choose)) {}

  /// A whole file of one to three documents.
  std::string file();
  /// Comments that were written: "#c0;" to "#c<n-1>;", each once.
  [[nodiscard]] int comments() const { return comments_; }

 private:
  void document();
  void map(int indent, int depth, bool is_open);
  void list(int indent, int depth, bool is_open);
  void value(int indent, int depth);
  void block_text(int indent);
  void flow(int depth, int indent);
  void scalar(bool in_flow);
  void between(int indent);
  void end_line();
  void comment();
  std::string name(const char* before);
  [[nodiscard]] bool maybe(int one_in) { return choose_(one_in) == 0; }
  void blanks(int n) { out_.append(static_cast<std::size_t>(n), ' '); }

  std::function<int(int)> choose_;
  std::string out_;
  std::vector<std::string> anchors_;  // of what is complete
  int comments_ = 0;
  int names_ = 0;
};

}  // namespace dac::test
