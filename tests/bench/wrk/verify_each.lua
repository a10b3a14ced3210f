-- All COUNT sessions, one after the other, and again from the first.
function request()
  local n = id + step * sent
  sent = sent + 1
  return make_check(n % count + 1)
end
