// 409 customer_exists.
#pragma once
#include "api/frame/call.hpp"
#include "customers/customer_store.hpp"

namespace latchkey::api {

// `existing`: the customer of that e-mail, as found by now. Its id is told to the key that has created it alone.
[[nodiscard]] http::Response make_exists_problem(const Call& call, const std::optional<customers::Customer>& existing);

}  // namespace latchkey::api
