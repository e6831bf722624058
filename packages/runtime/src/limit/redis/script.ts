/**
 * All that happens in Redis: one script, so that requests, tokens and money are taken together or not at
 * all, at the time of the server's clock. Needs Redis 5 or later, or Valkey.
 *
 * KEYS, which share a hash tag: a sorted set of the requests of the last window by when they went, in
 * microseconds; a hash of what each of them took; a hash with what is known of each process, and
 *
 * - `born`: when this state began; a process that knows another one has lost what it had told
 * - `expect`: the processes that are to come back after that
 * - `last`, `hold`: when the last request went, and until when none may
 *
 * ARGV: window, requests, tokens, money, gap, id of the process, processes that it knows of, the `born`
 * that it knows, wait of all; how many more wait than are asked for; then three lists, each after its
 * length: requests of its own to put back (number, age, tokens, money), to settle (number, whether it was
 * sent, tokens, money), to let go (number, tokens, money). Times are microseconds; a budget of -1 is none,
 * an amount of -1 is unknown.
 *
 * Answers how many may go, in how many milliseconds to ask again, `born`, how many processes there are,
 * and the time.
 *
 * **Who goes.** Each process that wants more has an equal share of every budget. Within its share it goes
 * while there is room; above it, when the others' shares stay free for what they wait for. So what is left
 * over is used, and a process that is fast cannot take what others are owed. Who has waited for a whole
 * window, with a request larger than a share, is let go before all others.
 *
 * A process that waits asks at least every sixtieth of a window, and is forgotten two of them later.
 */
export const SCRIPT = `
local log, costs, state = KEYS[1], KEYS[2], KEYS[3]
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local at = 0
local function text() at = at + 1 return ARGV[at] end
local function number() return tonumber(text()) end
local function int(value) return string.format('%.0f', value) end

local window = number()
local budget = {number(), number(), number()}
local gap, id, told, known, wish, more = number(), text(), number(), number(), number(), number()
local poll = window / 60

local procs, changed, count, used = {}, {}, 0, {0, 0, 0}
local born, expect, last, hold = 0, 0, 0, 0
local all = redis.call('HGETALL', state)
for i = 1, #all, 2 do
  local field, value = all[i], all[i + 1]
  if field == 'born' then born = tonumber(value)
  elseif field == 'expect' then expect = tonumber(value)
  elseif field == 'last' then last = tonumber(value)
  elseif field == 'hold' then hold = tonumber(value)
  else
    local p = {cost = {1}}
    p[1], p[2], p[3], p.lease, p.since, p.cost[2], p.cost[3] =
      string.match(value, '(%S+) (%S+) (%S+) (%S+) (%S+) (%S+) (%S+)')
    for d = 1, 3 do p[d] = tonumber(p[d]) used[d] = used[d] + p[d] end
    p.lease, p.since = tonumber(p.lease), tonumber(p.since)
    p.cost[2], p.cost[3] = tonumber(p.cost[2]), tonumber(p.cost[3])
    procs[field] = p
    count = count + 1
  end
end
local function proc(name)
  if not procs[name] then
    procs[name] = {0, 0, 0, lease = 0, since = 0, cost = {1, 0, 0}}
    count = count + 1
  end
  changed[name] = true
  return procs[name]
end
local me = proc(id)

if born ~= known and known > 0 then
  -- What it had told is lost: it has to say it again, before anybody gets more than a share.
  if born == 0 then born = now end
  if now < born + window / 12 then
    redis.call('HSET', state, 'born', int(born), 'expect', math.max(expect, told))
  end
  redis.call('PEXPIRE', state, int(window / 1000))
  return {-1, 0, int(born), count, int(now)}
end
if born == 0 then born = now redis.call('HSET', state, 'born', int(now)) end

local function add(p, sign, requests, tokens, money)
  local took = {requests, tokens, money}
  for d = 1, 3 do
    p[d] = p[d] + sign * took[d]
    used[d] = used[d] + sign * took[d]
  end
end
local function split(cost)
  local tokens, money = string.match(cost or '0 0', '(%S+) (%S+)')
  return tonumber(tokens), tonumber(money)
end
local function ownerOf(member) return string.match(member, '^[^:]+') end

local old = redis.call('ZRANGEBYSCORE', log, '-inf', int(now - window), 'LIMIT', 0, 1000)
if #old > 0 then
  local took = redis.call('HMGET', costs, unpack(old))
  for i, member in ipairs(old) do add(proc(ownerOf(member)), -1, 1, split(took[i])) end
  redis.call('ZREMRANGEBYRANK', log, 0, #old - 1)
  redis.call('HDEL', costs, unpack(old))
end

local function keep(member, tokens, money)
  redis.call('HSET', costs, member, int(tokens) .. ' ' .. int(money))
end
for _ = 1, number() do
  local member, age, tokens, money = id .. ':' .. text(), number(), number(), number()
  if age < window then
    if redis.call('ZADD', log, 'NX', int(now - age), member) == 1 then
      add(me, 1, 1, tokens, money)
    else
      add(me, -1, 0, split(redis.call('HGET', costs, member)))
      add(me, 1, 0, tokens, money)
    end
    keep(member, tokens, money)
  end
end
for _ = 1, number() do
  local member, sent, tokens, money = id .. ':' .. text(), number(), number(), number()
  local cost = redis.call('HGET', costs, member)
  if cost then
    local hadTokens, hadMoney = split(cost)
    add(me, -1, 1, hadTokens, hadMoney)
    if sent == 1 then
      if tokens < 0 then tokens = hadTokens end
      if money < 0 then money = hadMoney end
      add(me, 1, 1, tokens, money)
      keep(member, tokens, money)
    else
      redis.call('ZREM', log, member)
      redis.call('HDEL', costs, member)
    end
  end
end
if wish > 0 and now + wish > hold then
  hold = now + wish
  redis.call('HSET', state, 'hold', int(hold))
end

local isYoung = expect > 0 and now < born + window / 12
local sharers, first = 1, nil
for name, p in pairs(procs) do
  if p ~= me and p.lease > now then
    sharers = sharers + 1
    if now - p.since > window and (not first or p.since < first.since) then first = p end
  end
end
if first and me.since > 0 and me.since < first.since then first = nil end
local isFirst = not first and me.since > 0 and now - me.since > window
if isYoung and expect > sharers then sharers = expect end

local function room(p, cost, d)
  local need = cost[d] < 0 and 1 or cost[d]
  return math.min(need, budget[d]), budget[d] / sharers - p[d]
end
-- What of the others' shares is kept for what they wait for.
local kept = {0, 0, 0}
local function reserve(p, sign)
  if p == me or p.lease <= now then return end
  local left = {}
  for d = 1, 3 do
    left[d] = 0
    if budget[d] >= 0 then
      local need, own = room(p, p.cost, d)
      if need > own then return end
      left[d] = math.floor(own)
    end
  end
  for d = 1, 3 do kept[d] = kept[d] + sign * left[d] end
end
for _, p in pairs(procs) do reserve(p, 1) end

-- Whether a request may go: 'full' where there is no room, 'owed' where the room is for others.
local function blocked(cost)
  local owed
  for d = 1, 3 do
    if budget[d] >= 0 then
      local need, own = room(me, cost, d)
      local free = budget[d] - used[d]
      if need > free then return 'full' end
      if need > 0 and not isFirst then
        if need > own and (isYoung or need + kept[d] > free) then owed = 'owed' end
        if first and need + room(first, first.cost, d) > free then owed = 'owed' end
      end
    end
  end
  return owed
end
-- When what has gone will have left enough: the requests are let leave, one after the other.
local function waitFor(cost)
  local entries = redis.call('ZRANGE', log, 0, 99, 'WITHSCORES')
  if #entries == 0 then return poll end
  local members = {}
  for i = 1, #entries, 2 do members[#members + 1] = entries[i] end
  local took = redis.call('HMGET', costs, unpack(members))
  local undo, wait = {}, poll
  for i, member in ipairs(members) do
    local p = proc(ownerOf(member))
    local tokens, money = split(took[i])
    reserve(p, -1)
    add(p, -1, 1, tokens, money)
    reserve(p, 1)
    undo[i] = {p, tokens, money}
    if not blocked(cost) then
      wait = entries[2 * i] + window - now
      break
    end
  end
  for _, each in ipairs(undo) do add(each[1], 1, 1, each[2], each[3]) end
  return wait
end

local granted, wait, asks = 0, 0, number()
for i = 1, asks do
  local member, cost = id .. ':' .. text(), {1, number(), number()}
  me.cost = cost
  if hold > now then wait = hold - now
  elseif last + gap > now then wait = last + gap - now
  elseif blocked(cost) then wait = math.max(1, math.min(poll, waitFor(cost)))
  else
    redis.call('ZADD', log, int(now), member)
    local tokens, money = math.max(cost[2], 0), math.max(cost[3], 0)
    keep(member, tokens, money)
    add(me, 1, 1, tokens, money)
    last, me.since, granted = now, 0, granted + 1
  end
  if wait > 0 then break end
end
wait = math.min(wait, poll)
if granted > 0 and gap > 0 then redis.call('HSET', state, 'last', int(last)) end
if granted < asks then
  if me.since == 0 then me.since = now end
  me.lease = now + wait + poll
elseif more > 0 then me.lease = now + poll
else me.lease, me.since = 0, 0 end

for name in pairs(changed) do
  local p = procs[name]
  if p[1] <= 0 and p.lease <= now then
    redis.call('HDEL', state, name)
  else
    redis.call('HSET', state, name, table.concat({int(p[1]), int(p[2]), int(p[3]), int(p.lease),
      int(p.since), int(p.cost[2]), int(p.cost[3])}, ' '))
  end
end
local ms = int(math.ceil(math.max(window, hold - now) / 1000) + 1000)
for i = 1, 3 do redis.call('PEXPIRE', KEYS[i], ms) end
return {granted, math.ceil(wait / 1000), int(born), count, int(now)}
`;
