#include "planner/import/files.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <ranges>

#include "schema/base/os/file.h"
#include "schema/diag/codes/machine.h"
#include "schema/diag/codes/text.h"
#include "schema/value/json.h"

namespace dac::planner {
namespace {

/// What a run is about to write, until it has ended.
constexpr const char* kJournal = ".dac/import.json";

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string() : path.substr(0, slash);
}

}  // namespace

Result<> ImportFiles::write(const std::vector<DraftFile>& files) {
  std::vector<Written> all;
  for (const DraftFile& file : files) {
    auto planned = plan_one(file);
    if (!planned) return fail(planned.error());
    if (*planned) all.push_back(*std::move(*planned));
  }
  return carry_out(std::move(all));
}

Result<> ImportFiles::replace(const std::map<std::string, std::string>& texts) {
  std::vector<Written> all;
  for (const auto& [path, text] : texts) {
    const Result<std::string> before = os::read_file(at(path));
    if (!before) return fail(before.error());
    all.push_back({path, *before, text, false});
  }
  return carry_out(std::move(all));
}

Result<std::optional<ImportFiles::Written>> ImportFiles::plan_one(const DraftFile& file) const {
  if (os::leads_out(root_, file.path))
    return fail(ErrorKind::kInvalid, codes::kFileOutside, fmt::format("{} leads out of the project", file.path),
                "name a folder inside of it");
  if (!os::exists(at(file.path))) return Written{file.path, {}, file.text, true};
  const Result<std::string> before = os::read_file(at(file.path));
  if (!before) return fail(before.error());
  if (*before == file.text) return std::nullopt;
  if (!file.is_yaml)
    return fail(ErrorKind::kConflict, codes::kFailed,
                fmt::format("{} is there already and holds something else", file.path),
                "it is never written over: move it away, or name another folder by --to");
  const bool has_end = before->empty() || before->ends_with('\n');
  return Written{file.path, *before, *before + (has_end ? "" : "\n") + (before->empty() ? "" : "---\n") + file.text,
                 false};
}

Result<> ImportFiles::carry_out(std::vector<Written> planned) {
  const std::size_t first = written_.size();
  std::move(planned.begin(), planned.end(), std::back_inserter(written_));
  Result<> done = write_journal();
  for (std::size_t i = first; done && i < written_.size(); ++i) {
    const Written& file = written_[i];
    done = make_folder(folder_of(file.path));
    if (done)
      done = file.is_new ? os::create_file(at(file.path), file.text)
                         : os::replace_file_synced(at(file.path), file.before, file.text);
  }
  if (!done) take_back();
  return done;
}

Result<> ImportFiles::write_journal() const {
  List files;
  for (const Written& file : written_) {
    Map entry;
    entry.append("path", file.path);
    entry.append("text", file.text);
    if (!file.is_new) entry.append("before", file.before);
    files.emplace_back(std::move(entry));
  }
  DAC_TRY(os::make_folders(folder_of(at(kJournal))));
  return os::write_file_synced(at(kJournal), to_json(Value(std::move(files))), 0600);
}

void ImportFiles::keep() { static_cast<void>(os::remove_file(at(kJournal))); }

Result<bool> ImportFiles::recover() {
  if (!os::exists(at(kJournal))) return false;
  DAC_TRY(os::remove_unfinished(at(kJournal)));
  const Result<std::string> journal = os::read_file(at(kJournal));
  if (!journal) return fail(journal.error());
  const Result<Value> files = parse_json(*journal);
  if (files && files->as_list() != nullptr)
    for (const Value& entry : *files->as_list()) {
      const std::string path = entry.get_string("path");
      if (os::leads_out(root_, path)) continue;
      const Result<std::string> now = os::read_file(at(path));
      const bool is_new = entry.get("before") == nullptr;
      if (!is_new) DAC_TRY(os::remove_unfinished(at(path)));
      const std::string text = entry.get_string("text");
      // A new file may have been written in part; one that was changed is as it was or as it was to be.
      if (!now || (is_new ? !text.starts_with(*now) : *now != text)) continue;
      written_.push_back({path, entry.get_string("before"), *now, is_new});
      for (std::string folder = folder_of(path); !folder.empty(); folder = folder_of(folder))
        folders_.insert(folders_.begin(), folder);
    }
  take_back();
  return true;
}

Result<> ImportFiles::make_folder(const std::string& path) {
  if (path.empty() || os::is_folder(at(path))) return {};
  DAC_TRY(make_folder(folder_of(path)));
  DAC_TRY(os::make_folders(at(path)));
  folders_.push_back(path);
  return {};
}

void ImportFiles::take_back() {
  for (const Written& file : std::views::reverse(written_)) {
    const Result<std::string> now = os::read_file(at(file.path));
    if (!now || *now != file.text) continue;
    static_cast<void>(file.is_new ? os::remove_file(at(file.path))
                                  : os::replace_file_synced(at(file.path), file.text, file.before));
  }
  for (const std::string& folder : std::views::reverse(folders_))
    static_cast<void>(os::remove_empty_folder(at(folder)));
  written_.clear();
  folders_.clear();
  keep();
}

std::vector<std::string> ImportFiles::made() const {
  std::vector<std::string> paths;
  for (const Written& file : written_)
    if (file.is_new) paths.push_back(file.path);
  return paths;
}

std::vector<std::string> ImportFiles::changed() const {
  std::vector<std::string> paths;
  for (const Written& file : written_)
    if (!file.is_new) paths.push_back(file.path);
  return paths;
}

}  // namespace dac::planner
