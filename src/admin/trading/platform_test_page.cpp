#include <memory>

#include "admin/frame/frame.hpp"
#include "admin/frame/long_work_page.hpp"
#include "admin/parts/remedy.hpp"
#include "admin/trading/platform_page.hpp"
#include "admin/trading/trading_pages.hpp"
#include "crypto/secret_box.hpp"
#include "trading/settings/platform_settings.hpp"

namespace latchkey::admin {
namespace {

using trading::CheckStep;
using trading::Platform;
using trading::StepResult;

Page::Line line_of(const CheckStep& step) {
  const Tone tone = step.result == StepResult::passed   ? Tone::good
                    : step.result == StepResult::failed ? Tone::bad
                                                        : Tone::warn;
  const std::string_view word = step.result == StepResult::passed ? "ok" : trading::name_of(step.result);
  return {step.name, badge(word, tone), step.found, name_pages(step.remedy)};
}

// The key file, or what is wrong with it.
std::shared_ptr<const crypto::SecretBox> open_box(const Config& config, std::string& problem) {
  try {
    return std::make_shared<const crypto::SecretBox>(config.key_file);
  } catch (const std::runtime_error& error) {
    problem = name_pages(error.what());
    return nullptr;
  }
}

}  // namespace

http::Response test_platform(const Visit& visit) {
  return with_platform(visit, [&](const Platform& platform) {
    std::string problem;
    const auto box = open_box(visit.config, problem);
    if (!box) return refuse(visit, 500, "The platform's secret cannot be read", problem);
    return with_long_work(visit, [&](const LongWorkPlace& place) {
      Page page(visit, "Test of " + platform.name);
      page.below("Platforms", "/admin/platforms").below(platform.name, "/admin" + path_of(platform));
      page.link_to("Edit", "/admin" + path_of(platform) + "/edit");
      return page.render_growing(
          "Steps", [&db = visit.db, actor = visit.actor(), platform, box, place](const Page::Tell& tell) -> Notice {
            const bool is_good = trading::test_platform(
                db, actor,
                {.platform = platform, .keeper = *box, .tell = [&](const CheckStep& step) { tell(line_of(step)); }});
            if (is_good) return {Tone::good, "No step has failed: " + platform.name + " can open accounts."};
            return {Tone::bad, platform.name + " cannot open accounts yet. Put right what has failed, and test again."};
          });
    });
  });
}

}  // namespace latchkey::admin
