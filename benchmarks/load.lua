-- What wrk asks, and what came of it as one line of JSON.
-- Arguments: what marks this run alone; the body of each post, or nothing for a GET; a file of visitors, a line each
-- with the cookies that they hold, who come one after the other. In the body {new} stands for a word that was never
-- used before, and {turn} for no or yes: each visitor switches off what is on, and on again when their turn comes next.

local mark, body, visitors, number = "", "", {}, 0

local function filled(turn)
  -- Some take the letters and digits of base 58 alone, among which there is no 0.
  local new = ("%s%010d"):format(mark, number):gsub("0", "z")
  local sent = body:gsub("{new}", new):gsub("{turn}", turn % 2 == 0 and "no" or "yes")
  return sent
end

local function ask()
  number = number + 1
  wrk.headers["X-Forwarded-For"] = ("10.%d.%d.%d"):format(number / 65536 % 256, number / 256 % 256, number % 256)
  if #visitors > 0 then
    wrk.headers["Cookie"] = visitors[(number - 1) % #visitors + 1]
  end
  if body == "" then
    return wrk.format()
  end
  return wrk.format("POST", nil, nil, filled(math.floor((number - 1) / math.max(1, #visitors))))
end

function init(arguments)
  mark, body = arguments[1], arguments[2]
  if arguments[3] then
    for line in io.lines(arguments[3]) do
      visitors[#visitors + 1] = line
    end
  end
  -- What is always the same, wrk sends by itself.
  if body ~= "" or #visitors > 0 then
    request = ask
  end
end

function done(summary, latency, _)
  local failed = summary.errors
  print(
    ('{"requests": %d, "microseconds": %d, "p50": %d, "p99": %d, "failed": %d, "refused": %d}'):format(
      summary.requests,
      summary.duration,
      latency:percentile(50),
      latency:percentile(99),
      failed.connect + failed.read + failed.write + failed.timeout,
      failed.status
    )
  )
end
