// ?dryRun=true: what a creation would come to. Every check of the real call is made, in its order, and nothing is
// written, hashed or locked, so that the Idempotency-Key stays free.
#pragma once
#include "api/bodies/customer_body.hpp"
#include "api/frame/call.hpp"
#include "customers/intake/lead_body.hpp"

namespace latchkey::api {

// A creation whose body is right in itself.
template <class Parsed>
struct Rehearsed {
  const Body& body;
  const Parsed& parsed;
  customers::Findings findings;  // about the body so far
};

// 200 with dryRun, lead and warnings, or the error that the real call would be told. A call whose Idempotency-Key was
// answered before would be answered alike: with what was kept of the lead and the warnings.
[[nodiscard]] http::Response rehearse_customer(const Call& call, Rehearsed<CustomerBody> creation);
[[nodiscard]] http::Response rehearse_lead(const Call& call, Rehearsed<customers::LeadBody> creation);

}  // namespace latchkey::api
