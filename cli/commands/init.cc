#include <array>
#include <fmt/format.h>

#include "cli/commands/command.h"
#include "cli/commands/editor_schema.h"

#include "schema/base/os/file.h"
#include "schema/base/text.h"
#include "schema/diag/codes/machine.h"

namespace dac::cli {
namespace {

struct TemplateFile {
  std::string_view path;
  std::string_view text;  // @NAME@ becomes the project's name
};

constexpr const char* kSchemaFile = "dac.schema.json";  // what the others name

constexpr std::array kFiles = {
    TemplateFile{"dac.yaml", R"(# yaml-language-server: $schema=dac.schema.json
apiVersion: dac/v1
kind: Project
metadata: {name: @NAME@}
spec:
  defaultEnvironment: local
  environments:
    local:
      ephemeral: true          # may be thrown away: no protection, no consent needed
      targets:
        platform: {provider: local, path: .dac/local}
)"},
    TemplateFile{"orders.yaml", R"(# yaml-language-server: $schema=dac.schema.json
# A stream of events, and the shape of one event.
apiVersion: dac/v1
kind: Topic
metadata:
  name: orders
  description: One event per placed order.
spec:
  partitions: 3
  config: {retention.ms: 7d}
  key: {field: id}
  value: {schema: order}
---
apiVersion: dac/v1
kind: Schema
metadata: {name: order}
spec:
  format: avro
  schema: |
    {
      "type": "record",
      "name": "Order",
      "fields": [
        {"name": "id", "type": "string"},
        {"name": "city", "type": "string"},
        {"name": "amount", "type": "double"}
      ]
    }
)"},
    TemplateFile{"revenue.yaml", R"(# yaml-language-server: $schema=dac.schema.json
# What comes out: a pipeline keeps a table up to date, an endpoint answers from it.
apiVersion: dac/v1
kind: Table
metadata:
  name: revenue
  description: Orders and revenue of each city.
spec:
  columns:
    - {name: city, type: string}
    - {name: orders, type: int64}
    - {name: amount, type: float64}
  primaryKey: [city]
---
apiVersion: dac/v1
kind: Pipeline
metadata: {name: revenue_by_city}
spec:
  into: table/revenue
  sql: |
    SELECT city, count(*) AS orders, sum(amount) AS amount
    FROM orders
    GROUP BY city
---
apiVersion: dac/v1
kind: Endpoint
metadata: {name: top_cities}
spec:
  path: /top-cities
  params:
    - {name: n, type: int64, default: 10, min: 1, max: 100}
  sql: |
    SELECT city, orders, amount FROM revenue ORDER BY amount DESC, city LIMIT :n
)"},
    TemplateFile{"fixtures/orders.jsonl", R"({"id": "1", "city": "Lyon", "amount": 12.5}
{"id": "2", "city": "Oslo", "amount": 30.0}
{"id": "3", "city": "Lyon", "amount": 7.25}
)"},
    TemplateFile{".gitignore", ".dac/\n"},
    TemplateFile{".vscode/settings.json", R"({
  "yaml.schemas": {"dac.schema.json": ["*.yaml", "*.yml"]}
}
)"},
    TemplateFile{".vscode/extensions.json", R"({
  "recommendations": ["redhat.vscode-yaml"]
}
)"},
    TemplateFile{".helix/languages.toml", R"([language-server.yaml-language-server.config.yaml.schemas]
"dac.schema.json" = ["*.yaml", "*.yml"]
)"},
    TemplateFile{".idea/jsonSchemas.xml", R"(<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="JsonSchemaMappingsProjectConfiguration">
    <state>
      <map>
        <entry key="dac">
          <value>
            <SchemaInfo>
              <option name="name" value="dac" />
              <option name="relativePathToSchema" value="dac.schema.json" />
              <option name="patterns">
                <list>
                  <Item>
                    <option name="pattern" value="true" />
                    <option name="path" value="*.yaml" />
                    <option name="mappingKind" value="Pattern" />
                  </Item>
                </list>
              </option>
            </SchemaInfo>
          </value>
        </entry>
      </map>
    </state>
  </component>
</project>
)"},
};

/// What may be there already, and is left as it is then.
bool is_shared(const TemplateFile& file) { return file.path.front() == '.'; }

std::string name_of(const std::string& folder) {
  std::string name;
  for (const char c : folder.substr(folder.rfind('/') + 1))
    name += std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.").find(c) ==
                    std::string_view::npos
                ? '_'
                : c;
  return name.empty() || name.front() == '.' || name.front() == '-' ? "project" : name;
}

std::string filled(std::string_view text, const std::string& name) {
  std::string out(text);
  const std::size_t at = out.find("@NAME@");
  if (at != std::string::npos) out.replace(at, 6, name);
  return out;
}

}  // namespace

int run_init(const Command& command) {
  std::string folder = command.options.directory.empty() ? os::current_folder() : command.options.directory;
  if (!command.options.arguments.empty()) {
    const std::string& given = command.options.arguments.front();
    folder = given.front() == '/' ? given : folder + "/" + given;
  }
  if (const Result<> made = os::make_folders(folder); !made) return report(command, made.error());
  const Result<std::string> real = os::real_path(folder);
  if (!real) return report(command, real.error());
  for (const TemplateFile& file : kFiles)
    if (!is_shared(file) && os::exists(fmt::format("{}/{}", *real, file.path)))
      return report(command, Error{.kind = ErrorKind::kConflict,
                                   .code = codes::kProjectExists,
                                   .message = fmt::format("{} has a file {} already", *real, file.path),
                                   .help = "give 'dac init' another folder; it writes over nothing"});
  const auto write = [&](std::string_view file, const std::string& text) -> Result<> {
    const std::string path = fmt::format("{}/{}", *real, file);
    if (const Result<> made = os::make_folders(path.substr(0, path.rfind('/'))); !made) return made;
    if (const Result<> written = os::write_file_synced(path, text); !written) return written;
    command.console.say(fmt::format("wrote {}\n", file));
    return {};
  };
  for (const TemplateFile& file : kFiles) {
    if (os::exists(fmt::format("{}/{}", *real, file.path))) continue;
    if (const Result<> done = write(file.path, filled(file.text, name_of(*real))); !done)
      return report(command, done.error());
  }
  if (!os::exists(fmt::format("{}/{}", *real, kSchemaFile))) {
    const std::string schema = editor_schema(command.registry, {.all_known = true});
    if (const Result<> done = write(kSchemaFile, schema); !done) return report(command, done.error());
  }
  const bool is_here = command.options.arguments.empty() || command.options.arguments.front() == ".";
  command.console.say("next:\n");
  if (!is_here) command.console.say(fmt::format("  cd {}\n", escape_control(command.options.arguments.front())));
  command.console.say(
      "  dac plan\n"
      "  dac apply --yes\n"
      "  dac send orders fixtures/orders.jsonl\n"
      "  dac call top_cities n=5\n");
  return kExitDone;
}

}  // namespace dac::cli
