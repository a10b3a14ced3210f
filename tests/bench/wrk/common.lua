-- What every script shares: threads are numbered, the arguments after `--` are kept, the result is one line of JSON.
-- Arguments: PATH SEED FIRST STEP COUNT API_KEY COOKIE; each script uses those it needs.
local threads = 0

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init(args)
  path, seed, first, step, count = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4]), tonumber(args[5])
  api_key, cookie = args[6], args[7]
  math.randomseed(seed + id)
  sent = 0
end

-- The check of session n.
function make_check(n)
  return wrk.format("GET", path, { Cookie = string.format(cookie, n) })
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50": %.4f, "p99": %.4f, "longest": %.4f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, e.status, e.connect + e.read + e.write + e.timeout))
end
