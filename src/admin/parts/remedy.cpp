#include "admin/parts/remedy.hpp"

#include <array>
#include <string_view>

namespace latchkey::admin {
namespace {

struct Wording {
  std::string_view command_line;
  std::string_view page;
};

// A wording that holds another stands before it.
constexpr std::array<Wording, 11> wordings{{
    {" (latchkey platform change --manager, set-secret)", " (Edit)"},
    {" (latchkey platform change --ca)", " (Edit)"},
    {" (latchkey platform change --pin)", " (Edit)"},
    {" (--pin)", " (Edit)"},
    {": latchkey platform set-secret", " (Edit)"},
    {"see latchkey account show", "see Trading accounts"},
    {" (in a shell, quote it: 'real\\standard')", ""},
    {"then latchkey platform group change", "then change it on the group's page (Groups)"},
    {": latchkey platform group change", " (Groups)"},
    {"latchkey platform group add", "map one (New group, on the platform's page)"},
    {": run `latchkey secrets rotate` once to make it", ": whoever runs the server has to make it once"},
}};

}  // namespace

std::string name_pages(std::string remedy) {
  for (const auto& wording : wordings) {
    const auto at = remedy.find(wording.command_line);
    if (at != std::string::npos) remedy.replace(at, wording.command_line.size(), wording.page);
  }
  return remedy;
}

}  // namespace latchkey::admin
