-- Every customer has a new e-mail, and a number that hardly anybody has.
local body = '{"firstName":"Maria","lastName":"Rossi","email":"%s","phone":"+35799%06d","phoneCountryCode":"CY",'
  .. '"nationalityCountryCode":"IT","password":"sunny day 7","utmDetails":{"utm_source":"newsletter","utm_campaign":"spring"},'
  .. '"metadata":{"plan":"gold"}}'

function request()
  sent = sent + 1
  local email = string.format("m%d.%d.%d@bench.example", seed, id, sent)
  return wrk.format("POST", path, { ["X-Api-Key"] = api_key, ["Content-Type"] = "application/json" }, string.format(body, email, math.random(0, 999999)))
end
