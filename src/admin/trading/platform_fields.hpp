// The fields of a platform's form. They are named as the command line names them, and keep its rules.
#pragma once
#include <vector>

#include "admin/frame/edit_form.hpp"
#include "trading/platforms/platform.hpp"

namespace latchkey::admin {

// As the platform is stored, without its secret.
[[nodiscard]] std::vector<Field> platform_fields(const trading::Platform& platform, const Edit& edit);

// `before` with what was typed; what is wrong with it goes into edit.errors. A secret that was typed is sealed; without
// one the stored secret stays, unless it would go to another server.
[[nodiscard]] trading::Platform read_platform(const Visit& visit, const trading::Platform& before, Edit& edit);

}  // namespace latchkey::admin
