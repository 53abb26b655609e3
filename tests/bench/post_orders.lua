-- Sends every request of one file once, in its order; wraps around when they run out, and says so.
local threads = {}
sent = 0

function setup(thread) table.insert(threads, thread) end

function init(args)
  requests = {}
  local file = assert(io.open(args[1], "rb"))
  while true do
    local length = file:read(8)
    if not length then break end
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
  count = #requests
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % count + 1]
end

function done(summary, latency)
  local errors = summary.errors
  local sent_count = 0
  for _, thread in ipairs(threads) do sent_count = sent_count + thread:get("sent") end
  io.write(string.format(
    'RESULT {"sent": %d, "answered": %d, "refused": %d, "broken": %d, "duration_us": %d, "p99_us": %d}\n',
    sent_count, summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    summary.duration, latency:percentile(99)))
end
