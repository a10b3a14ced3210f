-- One of COUNT customers at random, by e-mail and password.
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Sec-Fetch-Site"] = "same-origin" }

function request()
  return wrk.format("POST", path, headers, string.format("email=c%d%%40bench.example&password=sunny+day+7", math.random(count)))
end
