-- Every token once: FIRST + thread, then every STEP-th.
function request()
  local n = first + id + step * sent
  sent = sent + 1
  return wrk.format("GET", path .. string.format("?token=lt_%043d", n))
end
