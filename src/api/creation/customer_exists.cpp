#include "api/creation/customer_exists.hpp"

#include "http/problem.hpp"

namespace latchkey::api {

http::Response make_exists_problem(const Call& call, const std::optional<customers::Customer>& existing) {
  if (!existing || existing->api_key_id != call.key.id) {
    return http::make_problem(call.request, 409, "customer_exists",
                              "There is a customer with this e-mail. Nothing was changed.");
  }
  return http::make_problem(call.request,
                            {.status = 409,
                             .code = "customer_exists",
                             .detail = "You have created a customer with this e-mail before. Nothing was changed.",
                             .further_members = {{"customerId", existing->id.text()}}});
}

}  // namespace latchkey::api
