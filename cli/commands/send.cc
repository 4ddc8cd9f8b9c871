#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <memory>

#include "cli/commands/data_plane.h"
#include "cli/term/progress.h"
#include "cli/views/findings.h"

#include "planner/plan/plan.h"
#include "providers/api/line.h"
#include "schema/base/os/file.h"
#include "schema/base/os/process.h"
#include "schema/base/text.h"
#include "schema/diag/codes/data.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/text.h"
#include "schema/value/json.h"

namespace dac::cli {
namespace {

/// A line that goes on beyond this has no end (/dev/zero), and nothing after it is read.
constexpr std::size_t kEndless = 16 * providers::kMostLineBytes;

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

/// Lines of a file or of stdin; a file is closed when the reader goes.
class Lines {
 public:
  Lines(File file, std::function<bool()> cancelled) : file_(std::move(file)), cancelled_(std::move(cancelled)) {}
  std::optional<std::string> next() {
    if (endless_) return std::nullopt;
    std::string line;
    std::size_t length = 0;
    int c = getc_unlocked(file_.get());
    if (c == EOF) return std::nullopt;
    for (; c != EOF && c != '\n'; c = getc_unlocked(file_.get())) {
      if (++length <= providers::kMostLineBytes + 1) line += static_cast<char>(c);
      if (length % providers::kMostLineBytes == 0 && cancelled_()) return std::nullopt;
      if (length > kEndless) {
        endless_ = true;
        return std::nullopt;
      }
    }
    if (c == EOF && failed()) return std::nullopt;  // a signal or a bad file cut the line short
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return line;
  }
  /// It did not read to its end.
  [[nodiscard]] bool failed() const { return std::ferror(file_.get()) != 0; }
  [[nodiscard]] bool endless() const { return endless_; }

 private:
  File file_;
  std::function<bool()> cancelled_;
  bool endless_ = false;
};

/// What kept the events from being read to their end; nothing if they were.
std::optional<Error> reading_error(const Lines& lines, std::int64_t sent) {
  if (lines.endless())
    return Error{
        .kind = ErrorKind::kInvalid,
        .code = codes::kEventRefused,
        .message = fmt::format("a line does not end within {} MiB; {} were sent", kEndless >> 20U, sent),
        .help = fmt::format("write one JSON value a line, of {} MiB at most", providers::kMostLineBytes >> 20U)};
  if (lines.failed())
    return Error{.kind = ErrorKind::kUnavailable,
                 .code = codes::kFailed,
                 .message = fmt::format("cannot read the events to their end; {} were sent", sent)};
  return std::nullopt;
}

Result<File> open_lines(const std::string& name) {
  if (name == "-") return File(stdin, [](std::FILE*) { return 0; });
  constexpr std::string_view kHelp = "name a file with one JSON value a line, or - for stdin";
  if (os::is_folder(name))
    return fail(ErrorKind::kInvalid, codes::kNotRegularFile, fmt::format("{} is a folder", name), std::string(kHelp));
  std::FILE* file = std::fopen(name.c_str(), "rbe");
  if (file == nullptr && !os::exists(name))
    return fail(ErrorKind::kNotFound, codes::kNoFile, fmt::format("there is no file {}", name), std::string(kHelp));
  if (file == nullptr)
    return fail(ErrorKind::kDenied, codes::kUnreadableFile, fmt::format("{} cannot be read", name),
                "make the file readable for the user that runs dac");
  return File(file, std::fclose);
}

Value report_to_value(const providers::SendReport& sent) {
  List examples;
  for (const auto& refusal : sent.examples) {
    Map example;
    example.set("line", refusal.line);
    example.set("message", refusal.message);
    examples.push_back(std::move(example));
  }
  Map root;
  root.set("format_version", 1);
  root.set("sent", sent.sent);
  root.set("refused", sent.refused);
  root.set("examples", std::move(examples));
  if (sent.error) root.set("findings", List{planner::finding_to_value(to_finding(*sent.error), Sources())});
  return root;
}

std::string render(const providers::SendReport& sent, const std::string& topic) {
  std::string text = fmt::format("{}: {} sent, {} refused\n", topic, sent.sent, sent.refused);
  for (const auto& refusal : sent.examples)
    text += fmt::format("  line {}: {}\n", refusal.line, escape_control(refusal.message));
  const auto shown = static_cast<std::int64_t>(sent.examples.size());
  if (sent.refused > shown) text += fmt::format("  and {} more\n", sent.refused - shown);
  return text;
}

}  // namespace

int run_send(const Command& command) {
  int exit = kExitDone;
  const std::optional<Workspace> workspace = open_workspace(command, exit);
  if (!workspace) return exit;
  const Result<DataTarget> target = find_data_target(command, workspace->project, "topic");
  if (!target) return report(command, target.error());
  const auto& given = command.options.arguments;
  const bool from_stdin = given.size() < 2 || given[1] == "-";
  Result<File> file = open_lines(from_stdin ? "-" : named_file(command.options, given[1]));
  if (!file) return report(command, file.error());
  os::catch_signals();  // a batch of events, or the engine, ends what it is at
  providers::Context context = make_context(command);
  Lines lines(std::move(*file), context.cancelled);
  Result<providers::SendReport> sent = [&] {
    const Progress progress(command.console, "sending");
    return target->plane->produce(
        *target->resource, workspace->project, [&] { return lines.next(); }, context);
  }();
  if (!sent) return report(command, sent.error());
  if (auto error = reading_error(lines, sent->sent)) sent->error = std::move(*error);
  if (sent->error && sent->sent == 0) return report(command, *sent->error);
  const bool as_json = command.options.output == Format::kJson;
  command.console.out(as_json ? to_pretty_json(report_to_value(*sent)) + '\n' : render(*sent, target->resource->id));
  if (sent->error && !as_json) command.console.complain(render_error(*sent->error, command.console.talk_paint()));
  if (sent->error && sent->error->kind == ErrorKind::kCancelled) return exit_code(*sent->error);
  return sent->error || (sent->refused > 0 && !command.options.allow_refused) ? kExitPartial : kExitDone;
}

}  // namespace dac::cli
