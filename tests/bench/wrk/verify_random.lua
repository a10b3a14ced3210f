-- One of COUNT sessions at random, for each request anew. What it sends is made once for each session, so that the load costs
-- little of the machine that is measured.
local made = {}

function request()
  local n = math.random(count)
  made[n] = made[n] or make_check(n)
  return made[n]
end
