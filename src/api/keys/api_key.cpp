#include "api/keys/api_key.hpp"

namespace latchkey::api {

customers::TouchOrigin make_touch_origin(const ApiKey& key) { return {key.id, key.name, key.source}; }

}  // namespace latchkey::api
