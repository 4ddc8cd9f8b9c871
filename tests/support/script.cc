#include "tests/support/script.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <utility>

namespace dac::test {
namespace fs = std::filesystem;

Script::Script(Stage& stage, Archive& archive) : stage_(stage), archive_(archive) {}

const std::map<std::string_view, Script::Act, std::less<>>& Script::file_acts() {
  static const std::map<std::string_view, Act, std::less<>> kActs = {
      {"write", &Script::do_write},   {"replace", &Script::do_replace}, {"rm", &Script::do_rm},
      {"env", &Script::do_env},       {"use", &Script::do_use},         {"fifo", &Script::do_fifo},
      {"link", &Script::do_link},     {"size", &Script::do_size},       {"mode", &Script::do_mode},
      {"repeat", &Script::do_repeat}, {"hex", &Script::do_hex},         {"crlf", &Script::do_crlf},
  };
  return kActs;
}

const std::map<std::string_view, Script::Act, std::less<>>& Script::acts() {
  static const std::map<std::string_view, Act, std::less<>> kActs = {
      {"dac", &Script::do_dac},         {"exit", &Script::do_exit},      {"stdin", &Script::do_stdin},
      {"stdout", &Script::do_stdout},   {"stderr", &Script::do_stderr},  {"contains", &Script::do_contains},
      {"!contains", &Script::do_lacks}, {"json", &Script::do_json},      {"let", &Script::do_let},
      {"exists", &Script::do_exists},   {"!exists", &Script::do_absent}, {"start", &Script::do_start},
      {"into", &Script::do_into},       {"lines", &Script::do_lines},    {"await", &Script::do_await},
      {"signal", &Script::do_signal},   {"finish", &Script::do_finish},  {"same", &Script::do_same},
  };
  return kActs;
}

void Script::run() {
  const std::vector<std::string> lines = lines_of(archive_.script);
  if (lines.empty() || !lines[0].starts_with("# "))
    throw Failure("line 1: the first line is a comment that says why this case is there");
  write_sections();
  for (std::size_t i = 0; i < lines.size(); ++i) try {
      line(lines[i]);
    } catch (const std::exception& failure) {
      throw Failure("line " + std::to_string(i + 1) + ": " + lines[i] + "\n" + failure.what());
    }
  if (assertions_ == 0) throw Failure("this case asserts nothing");
}

void Script::prepare(std::string_view lines) {
  for (const std::string& text : lines_of(lines)) {
    const Words words = split_words(expanded(text));
    if (words.empty() || words[0].starts_with('#')) continue;
    const auto act = file_acts().find(words[0]);
    if (act == file_acts().end()) throw Failure("not a command that changes files: " + text);
    (this->*act->second)(words);
  }
}

void Script::line(std::string_view text) {
  if (text.starts_with('#')) return;
  const Words words = split_words(expanded(text));
  if (words.empty()) return;
  if (const auto act = acts().find(words[0]); act != acts().end()) return (this->*act->second)(words);
  if (const auto act = file_acts().find(words[0]); act != file_acts().end()) return (this->*act->second)(words);
  throw Failure("no such command: " + words[0]);
}

/// Sections that a command names are expected or later texts; all others are files of the project.
void Script::write_sections() {
  std::set<std::string, std::less<>> named;
  for (const std::string& text : lines_of(archive_.script)) {
    const Words words = text.starts_with('#') ? Words{} : split_words(text);
    if (words.size() == 2 && (words[0] == "stdout" || words[0] == "stderr" || words[0] == "stdin"))
      named.insert(words[1]);
    if (words.size() == 3 && words[0] == "write") named.insert(words[2]);
  }
  for (const Section& section : archive_.sections)
    if (!named.contains(section.name)) write_text(stage_.path(section.name), section.text);
}

std::string Script::expanded(std::string_view text) const {
  std::string result(text);
  for (const auto& [name, value] : values_) {
    const std::string from = "$" + name;
    for (std::size_t at = result.find(from); at != std::string::npos; at = result.find(from, at + value.size()))
      result.replace(at, from.size(), value);
  }
  return result;
}

void Script::need(const Words& words, std::size_t count, const char* usage) const {
  if (words.size() != count) throw Failure(std::string("usage: ") + usage);
}

Section& Script::section(const std::string& name) {
  if (Section* found = archive_.find(name)) return *found;
  if (!accepting()) throw Failure("no section -- " + name + " --");
  archive_.sections.push_back({name, ""});
  return archive_.sections.back();
}

void Script::invoke(int code, const Words& words) {
  before_ = std::move(last_);
  last_ = stage_.dac(Words(words.begin() + 1, words.end()), std::exchange(input_, {}), std::exchange(output_, {}));
  expect_code(code);
}

void Script::expect_code(int code) {
  ran_ = true;
  if (last_.code == code) return;
  throw Failure("exit code " + std::to_string(last_.code) + ", expected " + std::to_string(code) + "\nstdout:\n" +
                last_.out + "stderr:\n" + last_.err);
}

Running& Script::running(const std::string& name) {
  const auto found = running_.find(name);
  if (found == running_.end()) throw Failure("nothing was started as " + name);
  return *found->second;
}

void Script::do_start(const Words& words) {
  if (words.size() < 4 || words[2] != "dac") throw Failure("usage: start NAME dac ARGUMENTS");
  running_[words[1]] = stage_.start(Words(words.begin() + 3, words.end()));
}

void Script::do_await(const Words& words) {
  need(words, 2, "await FILE");
  const std::string path = stage_.path(words[1]);
  constexpr auto kStep = std::chrono::milliseconds(5);
  constexpr auto kLongest = std::chrono::seconds(60);
  for (auto waited = std::chrono::milliseconds(0); !fs::exists(path); waited += kStep) {
    if (waited > kLongest) throw Failure("there was no " + words[1] + " in time");
    std::this_thread::sleep_for(kStep);
  }
}

void Script::do_signal(const Words& words) {
  need(words, 3, "signal NAME INT|TERM|KILL|STOP|CONT");
  static const std::map<std::string, int, std::less<>> kSignals = {
      {"INT", SIGINT}, {"TERM", SIGTERM}, {"KILL", SIGKILL}, {"STOP", SIGSTOP}, {"CONT", SIGCONT}};
  const auto number = kSignals.find(words[2]);
  if (number == kSignals.end()) throw Failure("no such signal: " + words[2]);
  running(words[1]).signal(number->second);
}

void Script::do_finish(const Words& words) {
  need(words, 3, "finish NAME CODE");
  last_ = running(words[1]).finish();
  running_.erase(words[1]);
  if (last_.timed_out) throw Failure("dac did not end in time");
  expect_code(std::stoi(words[2]));
  ++assertions_;
}

void Script::do_dac(const Words& words) { invoke(0, words); }

void Script::do_exit(const Words& words) {
  if (words.size() < 3 || words[2] != "dac") throw Failure("usage: exit CODE dac ARGUMENTS");
  invoke(std::stoi(words[1]), Words(words.begin() + 2, words.end()));
  ++assertions_;
}

void Script::do_stdin(const Words& words) {
  need(words, 2, "stdin SECTION");
  input_ = section(words[1]).text;
}

void Script::do_into(const Words& words) {
  need(words, 2, "into FILE|closed|gone");
  output_ = words[1];
}

/// Each line of stdout is a JSON object; the last one is then what `json` and `let` look at.
void Script::do_lines(const Words& words) {
  need(words, 2, "lines TYPE-OF-THE-LAST");
  ++assertions_;
  nlohmann::json last;
  for (const std::string& text : lines_of(last_.out)) {
    last = nlohmann::json::parse(text, nullptr, false);
    if (!last.is_object()) throw Failure("not one object a line: " + text);
  }
  if (last.value("type", "") != words[1]) throw Failure("the last line is " + last.dump());
  last_.out = last.dump();
}

void Script::expect_section(const std::string& name, const std::string& got) {
  if (!ran_) throw Failure("nothing has run yet");
  ++assertions_;
  Section& want = section(name);
  std::string text = stage_.normalised(got);
  if (!text.empty() && text.back() != '\n') text += "\n";
  if (want.text == text) return;
  if (!accepting()) throw Failure(unified_diff(want.text, text));
  want.text = text;
  changed_ = true;
}

void Script::do_stdout(const Words& words) {
  need(words, 2, "stdout SECTION");
  expect_section(words[1], last_.out);
}

void Script::do_stderr(const Words& words) {
  need(words, 2, "stderr SECTION");
  expect_section(words[1], last_.err);
}

/// What the dac before it said, byte for byte, passing things apart.
void Script::do_same(const Words& words) {
  need(words, 1, "same");
  if (before_.out.empty() && before_.err.empty()) throw Failure("no dac before it said anything");
  ++assertions_;
  const auto said = [&](const Outcome& one) { return stage_.normalised(one.out + one.err); };
  if (said(before_) != said(last_)) throw Failure(unified_diff(said(before_), said(last_)));
}

void Script::do_contains(const Words& words) {
  need(words, 2, "contains TEXT");
  ++assertions_;
  const std::string text = stage_.normalised(last_.out + last_.err);
  if (text.find(words[1]) == std::string::npos) throw Failure("not found: " + words[1] + "\nin:\n" + text);
}

void Script::do_lacks(const Words& words) {
  need(words, 2, "!contains TEXT");
  ++assertions_;
  const std::string text = stage_.normalised(last_.out + last_.err);
  if (!ran_) throw Failure("nothing has run yet");
  if (text.find(words[1]) != std::string::npos) throw Failure("found: " + words[1] + "\nin:\n" + text);
}

void Script::do_json(const Words& words) {
  need(words, 3, "json POINTER VALUE");
  ++assertions_;
  const nlohmann::json document = nlohmann::json::parse(last_.out);
  const nlohmann::json::json_pointer pointer(words[1]);
  if (!document.contains(pointer)) throw Failure("nothing at " + words[1] + " in:\n" + last_.out);
  const nlohmann::json got = document.at(pointer);
  const nlohmann::json parsed = nlohmann::json::parse(words[2], nullptr, false);
  const bool same = got == parsed || (got.is_string() && got.get<std::string>() == words[2]);
  if (!same) throw Failure(words[1] + " is " + got.dump() + ", expected " + words[2]);
}

void Script::do_let(const Words& words) {
  need(words, 3, "let NAME POINTER");
  const nlohmann::json value = nlohmann::json::parse(last_.out).at(nlohmann::json::json_pointer(words[2]));
  values_[words[1]] = value.is_string() ? value.get<std::string>() : value.dump();
}

void Script::do_exists(const Words& words) {
  need(words, 2, "exists FILE");
  ++assertions_;
  if (!fs::exists(stage_.path(words[1]))) throw Failure("there is no " + words[1]);
}

void Script::do_absent(const Words& words) {
  need(words, 2, "!exists FILE");
  ++assertions_;
  if (fs::exists(stage_.path(words[1]))) throw Failure("there is a " + words[1]);
}

void Script::do_write(const Words& words) {
  need(words, 3, "write FILE SECTION");
  write_text(stage_.path(words[1]), expanded(section(words[2]).text));
}

void Script::do_replace(const Words& words) {
  need(words, 4, "replace FILE OLD NEW");
  std::string text = read_text(stage_.path(words[1]));
  const std::size_t at = text.find(words[2]);
  if (at == std::string::npos) throw Failure(words[1] + " does not hold: " + words[2]);
  write_text(stage_.path(words[1]), text.replace(at, words[2].size(), words[3]));
}

void Script::do_rm(const Words& words) {
  need(words, 2, "rm FILE");
  if (fs::remove_all(stage_.path(words[1])) == 0) throw Failure("there is no " + words[1]);
}

void Script::do_env(const Words& words) {
  const std::size_t equals = words.size() == 2 ? words[1].find('=') : std::string::npos;
  if (equals == std::string::npos) throw Failure("usage: env NAME=VALUE");
  stage_.environment()[words[1].substr(0, equals)] = words[1].substr(equals + 1);
}

void Script::do_use(const Words& words) {
  need(words, 2, "use FOLDER");
  stage_.replace_files(repository() + "/" + words[1]);
}

void Script::do_fifo(const Words& words) {
  need(words, 2, "fifo FILE");
  if (mkfifo(stage_.path(words[1]).c_str(), 0600) != 0) throw Failure("mkfifo failed");
}

void Script::do_link(const Words& words) {
  need(words, 3, "link FILE TO");
  fs::create_directories(fs::path(stage_.path(words[1])).parent_path());
  fs::create_symlink(words[2], stage_.path(words[1]));
}

void Script::do_size(const Words& words) {
  need(words, 3, "size FILE BYTES");
  const std::string path = stage_.path(words[1]);
  if (!fs::exists(path)) write_text(path, "");
  fs::resize_file(path, std::stoull(words[2]));
}

void Script::do_mode(const Words& words) {
  need(words, 3, "mode FILE OCTAL");
  fs::permissions(stage_.path(words[1]), static_cast<fs::perms>(std::stoul(words[2], nullptr, 8)));
}

void Script::do_repeat(const Words& words) {
  need(words, 4, "repeat FILE TIMES TEXT");
  const std::string path = stage_.path(words[1]);
  std::string text = fs::exists(path) ? read_text(path) : "";
  for (std::size_t i = std::stoul(words[2]); i > 0; --i) text += words[3];
  write_text(path, text);
}

void Script::do_hex(const Words& words) {
  need(words, 3, "hex FILE BYTES");
  const std::string path = stage_.path(words[1]);
  std::string text = fs::exists(path) ? read_text(path) : "";
  for (std::size_t i = 0; i + 1 < words[2].size(); i += 2)
    text += static_cast<char>(std::stoi(words[2].substr(i, 2), nullptr, 16));
  write_text(path, text);
}

/// Every file of the project as an editor on Windows may leave it: a byte order mark, and \r\n at the end of each line.
void Script::do_crlf(const Words& words) {
  need(words, 1, "crlf");
  for (auto entry = fs::recursive_directory_iterator(stage_.path(".")); entry != fs::recursive_directory_iterator();
       ++entry) {
    if (entry->path().filename() == ".dac") entry.disable_recursion_pending();
    if (!entry->is_regular_file()) continue;
    std::string text = "\xef\xbb\xbf";
    for (const char c : read_text(entry->path().string())) text.append(c == '\n' ? "\r\n" : std::string(1, c));
    write_text(entry->path().string(), text);
  }
}

}  // namespace dac::test
