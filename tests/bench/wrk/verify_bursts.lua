-- Twenty requests for one of COUNT sessions, then another session: what one browser sends for a page. Needs as many threads
-- as connections, so that each connection is one browser.
function request()
  if sent % 20 == 0 then made = make_check(math.random(count)) end
  sent = sent + 1
  return made
end
