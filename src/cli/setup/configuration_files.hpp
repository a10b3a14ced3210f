// The files below /etc/latchkey that `latchkey setup` makes. Each is written whole or not at all, and one that is there
// is never changed. Files that one program alone may read belong to the group of its system user (latchkey-PROGRAM);
// where there is no such group, or by another user than root, they stay with whoever runs the command, mode 0600.
#pragma once
#include <array>
#include <filesystem>
#include <string>

#include "config/config.hpp"

namespace latchkey::cli {

inline constexpr std::array<Program, 7> all_programs{Program::owner,   Program::customers, Program::login,
                                                     Program::session, Program::admin,     Program::provisioner,
                                                     Program::courier};

// What a new configuration says.
struct NewConfiguration {
  std::string base_url;
  std::string site_name;    // empty: the default
  DatabaseConfig database;  // where the server is, and the schema
  std::string single_user;  // one database account for all programs; empty: latchkey_PROGRAM for each
};

// The account that a new configuration names for the program.
[[nodiscard]] std::string account_name(const NewConfiguration& made, Program program);

// Throws ConfigError when no program could read such a file: a base_url that is none. Needs the owner's password file.
void check_configuration(const std::filesystem::path& file, const NewConfiguration& made);

// Puts the file in its place.
void write_configuration(const std::filesystem::path& file, const NewConfiguration& made);

// Makes PROGRAM.password beside the configuration, and returns what stands in it. A file that is there stays.
[[nodiscard]] std::string require_password(const std::filesystem::path& folder, Program program);

// Writes PROGRAM.password, in place of one that is there.
void write_password(const std::filesystem::path& folder, Program program, const std::string& password);

// Lets the programs that open sealed secrets read the key file: group latchkey-keys, mode 0640, unless it has been
// given to a group before.
void share_key_file(const std::filesystem::path& key_file);

}  // namespace latchkey::cli
