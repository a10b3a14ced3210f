#include "api/keys/api_key.hpp"

namespace latchkey::api {

customers::TouchOrigin make_touch_origin(const ApiKey& key) {
  return {.api_key_id = key.id, .api_key_name = key.name, .source = key.source, .first_api_key_id = key.first_id()};
}

}  // namespace latchkey::api
