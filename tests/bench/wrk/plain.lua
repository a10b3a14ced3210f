-- PATH as it stands.
function request()
  return wrk.format("GET", path)
end
