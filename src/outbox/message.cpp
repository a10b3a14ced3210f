#include "outbox/message.hpp"

#include "endpoints/postback_template.hpp"

namespace latchkey::outbox {
namespace {

using endpoints::Event;
using endpoints::Kind;
using nlohmann::json;

// What the database holds is UTF-8; a byte that is none must not keep a message back.
std::string write(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

json data_of(const LeadFacts& lead, const Happening& happening) {
  json data = happening.change;
  data["leadId"] = lead.id.text();
  if (lead.customer_id) data["customerId"] = lead.customer_id->text();
  data["source"] = lead.source;
  data["status"] = lead.status;
  data["statusGroup"] = lead.status_group;
  data["metadata"] = json::object();
  return data;
}

// The value of a member as a macro stands for it: a text as it is, other values as JSON writes them.
std::string text_of(const json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : write(*found);
}

std::string find_click_id(const std::string& key, const OriginFacts& origin) {
  const auto in_utm = text_of(origin.utm_details, key);
  return in_utm.empty() ? text_of(origin.metadata, key) : in_utm;
}

}  // namespace

std::string make_body(const LeadFacts& lead, const Happening& happening) {
  json body{{"type", name_of(happening.event, Kind::webhook)}, {"timestamp", lead.now}};
  json& data = body["data"] = data_of(lead, happening);
  // Nobody asks any more what an erased person has brought along.
  if (happening.event == Event::customer_erased) return write(body);
  data["metadata"] = lead.metadata;
  std::string text = write(body);
  if (text.size() <= longest_body_bytes) return text;
  data["metadata"] = json::object();
  data["truncated"] = true;
  std::size_t size = write(body).size();
  for (const auto& [key, value] : lead.metadata.items()) {
    const std::size_t more = write(key).size() + write(value).size() + 2;  // with the colon and the comma
    if (size + more > longest_body_bytes) continue;
    data["metadata"][key] = value;
    size += more;
  }
  return write(body);
}

std::string make_postback_url(const Template& postback, const LeadFacts& lead, const OriginFacts& origin,
                              const Happening& happening) {
  const auto deposit = happening.change.value("deposit", json::object());
  const json known{{"click_id", find_click_id(postback.click_id_key, origin)},
                   {"event", name_of(happening.event, Kind::postback)},
                   {"lead_id", lead.id.text()},
                   {"customer_id", lead.customer_id ? lead.customer_id->text() : ""},
                   {"status", lead.status},
                   {"status_group", lead.status_group},
                   {"amount", text_of(deposit, "amount")},
                   {"currency", text_of(deposit, "currency")},
                   {"country", origin.country},
                   {"timestamp", origin.unix_seconds}};
  return endpoints::fill_template(postback.url, [&](std::string_view name) {
    if (name.starts_with(endpoints::meta_prefix)) {
      return text_of(origin.metadata, name.substr(endpoints::meta_prefix.size()));
    }
    return text_of(endpoints::is_utm_macro(name) ? origin.utm_details : known, name);
  });
}

}  // namespace latchkey::outbox
