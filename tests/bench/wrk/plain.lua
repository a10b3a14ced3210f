-- PATH as it stands.
function request()
  made = made or wrk.format("GET", path)
  return made
end
