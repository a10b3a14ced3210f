-- Every customer has a new e-mail.
local body = '{"firstName":"Maria","lastName":"Rossi","email":"%s","phone":"+35799123456","phoneCountryCode":"CY",'
  .. '"nationalityCountryCode":"IT","password":"sunny day 7","utmDetails":{"utm_source":"newsletter","utm_campaign":"spring"},'
  .. '"metadata":{"plan":"gold"}}'

function request()
  sent = sent + 1
  local email = string.format("m%d.%d.%d@bench.example", seed, id, sent)
  return wrk.format("POST", path, { ["X-Api-Key"] = api_key, ["Content-Type"] = "application/json" }, string.format(body, email))
end
