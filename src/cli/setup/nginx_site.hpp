// nginx's site file on this machine.
#pragma once
#include <filesystem>
#include <string>

namespace latchkey::cli {

enum class SiteChange { done, nothing_to_do };

struct SiteFile {
  std::filesystem::path file;    // may be a symbolic link, as those of sites-enabled are
  std::string host;              // of the public address
  std::filesystem::path copies;  // the folder for the copy, which nginx does not read; it is made
};

// Puts Latchkey's two lines in, after a copy, and has nginx read its configuration again. Throws Refusal when nginx
// finds fault with its configuration before that, when the file has no one place for the lines, and when nginx finds
// fault with it afterwards: then the file is as it was before.
[[nodiscard]] SiteChange put_includes_into(const SiteFile& site);

}  // namespace latchkey::cli
