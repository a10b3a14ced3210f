#include "cli/setup/nginx_site.hpp"

#include <fstream>
#include <iostream>

#include "base/files/whole_file.hpp"
#include "cli/context.hpp"
#include "cli/setup/nginx_text.hpp"
#include "cli/setup/run_program.hpp"

namespace latchkey::cli {
namespace {

namespace fs = std::filesystem;

std::string read_whole(const fs::path& file) {
  auto text = read_whole_file(file);
  if (!text) throw Refusal("cannot read " + file.string());
  return std::move(*text);
}

// In place, so that owner and mode stay. The copy is there if this is cut off.
void write_whole(const fs::path& file, const std::string& text) {
  std::ofstream output(file, std::ios::binary | std::ios::trunc);
  output << text << std::flush;
  if (!output) throw Refusal("cannot write " + file.string());
}

// A name that is free, so that no copy of an earlier time is lost.
fs::path copy_name(const SiteFile& site) {
  const fs::path first = site.copies / (site.file.filename().string() + ".before-latchkey");
  fs::path name = first;
  for (int i = 2; fs::exists(name); ++i) name = first.string() + "." + std::to_string(i);
  return name;
}

void reload() {
  const auto result = run_program({"nginx", "-s", "reload"});
  if (result.exit_code != 0) std::cerr << "note: nginx was not told to read its configuration again: is it running?\n";
}

}  // namespace

SiteChange put_includes_into(const SiteFile& site) {
  const fs::path file = fs::weakly_canonical(site.file);
  const std::string before = read_whole(file);
  const auto changed = put_includes_in(before, site.host);
  if (const auto* no_place = std::get_if<NoPlace>(&changed)) {
    throw Refusal(file.string() + " is left as it is: " + no_place->why +
                  "; put these in by hand, above its server block: " + std::string(line_above_server) +
                  " and in it: " + std::string(line_in_server));
  }
  const auto& after = std::get<std::string>(changed);
  if (after == before) return SiteChange::nothing_to_do;
  if (const auto test = run_program({"nginx", "-t"}); test.exit_code != 0) {
    throw Refusal(file.string() + " is left as it is: nginx -t finds fault already:\n" + test.output);
  }
  fs::create_directories(site.copies);
  const fs::path copy = copy_name(site);
  fs::copy_file(file, copy);
  write_whole(file, after);
  if (const auto test = run_program({"nginx", "-t"}); test.exit_code != 0) {
    write_whole(file, before);
    throw Refusal(file.string() + " is as it was before: with Latchkey's lines nginx -t said:\n" + test.output);
  }
  std::cerr << "put Latchkey's two lines into " << file.string() << "; as it was: " << copy.string() << '\n';
  reload();
  return SiteChange::done;
}

}  // namespace latchkey::cli
