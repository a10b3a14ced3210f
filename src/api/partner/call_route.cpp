#include "api/calls/call_store.hpp"
#include "api/partner/partner_routes.hpp"
#include "http/problem.hpp"

namespace latchkey::api {
namespace {

using nlohmann::json;

json id_json(const std::optional<Uuid>& id) { return id ? json(id->text()) : json(nullptr); }

}  // namespace

http::Response show_call(const Call& call, std::string_view request_id) {
  call.calls.write();  // so that who asks at once finds his call, if the same process has answered it
  const auto found = find_call(call.db, call.key.first_id(), std::string(request_id));
  if (!found) {
    return http::make_problem(call.request, 404, "not_found",
                              "Your API key has made no call of this request id that is kept. The newest appear within "
                              "seconds.");
  }
  return http::make_json(200, {{"requestId", found->request_id},
                               {"at", found->called_at},
                               {"key", found->key_name},
                               {"route", found->route},
                               {"status", found->status},
                               {"code", found->code ? json(*found->code) : json(nullptr)},
                               {"pointers", found->pointers},
                               {"milliseconds", found->milliseconds},
                               {"address", found->address},
                               {"leadId", id_json(found->lead_id)},
                               {"customerId", id_json(found->customer_id)}});
}

}  // namespace latchkey::api
