-- One of COUNT sessions at random, for each request anew.
function request()
  return wrk.format("GET", path, { Cookie = "__Host-member=" .. numbered(math.random(count)) })
end
