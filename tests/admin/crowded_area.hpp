// The admin area while others are at as much long work as may be under way.
#pragma once
#include <boost/test/unit_test.hpp>
#include <optional>

#include "admin/staff.hpp"
#include "base/files/long_work.hpp"

namespace latchkey::test {

class CrowdedArea {
 public:
  // `area` must outlive it: the database is the same.
  explicit CrowdedArea(const AdminArea& area) : config_(in(folder_, area.config())), place_(work_.begin()) {
    BOOST_REQUIRE(place_);
    application_.mount("/admin", admin::make_service(config_, area.db()));
  }

  [[nodiscard]] http::Response send(const http::Request& request) { return http::answer(application_, request); }

 private:
  static Config in(const TemporaryFolder& folder, Config config) {
    config.sockets_folder = folder.path();
    return config;
  }

  TemporaryFolder folder_;
  Config config_;
  LongWork work_{long_work_file(config_, Program::admin), LongWork::Denial::harmful};
  std::optional<LongWork::Place> place_;
  http::Application application_{"latchkey-admin"};
};

}  // namespace latchkey::test
