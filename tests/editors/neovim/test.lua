-- Runs inside Neovim: `nvim --clean --headless -l test.lua` in a folder with `neovim/` (the runtime
-- folder), `workspace/`, `projects/`, and the binary on PATH.

vim.opt.runtimepath:append(vim.fn.getcwd() .. '/neovim')
-- What Neovim does by itself after `init.lua`.
vim.cmd.runtime('plugin/stockade.lua')
vim.cmd('filetype on')
vim.lsp.enable('stockade')

local PATIENCE = 20000

local function ok(name)
  print('ok   neovim: ' .. name .. '\n')
end

local function wait(what, condition)
  if not vim.wait(PATIENCE, condition, 20) then
    error('waited for ' .. what .. '; diagnostics: ' .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function codes()
  local all = vim.tbl_map(function(each)
    return each.source .. ' ' .. each.lnum + 1 .. ' ' .. each.code
  end, vim.diagnostic.get(0))
  table.sort(all)
  return all
end

local function equal(expected, actual)
  if not vim.deep_equal(expected, actual) then
    error('expected ' .. vim.inspect(expected) .. '\nbut got ' .. vim.inspect(actual), 2)
  end
end

-- Opening a file gives its findings.
vim.cmd.edit('workspace/app.js')
wait('two findings', function() return #vim.diagnostic.get(0) == 2 end)
equal({ 'stockade 11 tls-verification-disabled', 'stockade 6 hardcoded-provider-token' }, codes())
ok('findings of a file')

-- The root is the folder with the marker.
local client = vim.lsp.get_clients({ name = 'stockade', bufnr = 0 })[1]
equal(vim.fn.getcwd(), client.root_dir)
ok('root folder')

-- Hovering says why.
vim.api.nvim_win_set_cursor(0, { 11, 24 })
local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
local hover = client:request_sync('textDocument/hover', params, PATIENCE, 0)
local text = hover and hover.result and hover.result.contents.value or ''
assert(text:find('tls-verification-disabled', 1, true), 'hover says: ' .. text)
ok('hover')

-- A code action applies the fix to the buffer, and the finding goes.
local before = vim.api.nvim_buf_get_lines(0, 0, -1, true)
local chosen
vim.lsp.buf.code_action({
  apply = true,
  filter = function(action)
    local preferred = action.isPreferred == true and action.title:find('Verify') ~= nil
    if preferred then chosen = action.title end
    return preferred
  end,
})
wait('the fix', function()
  return vim.api.nvim_buf_get_lines(0, 10, 11, true)[1] ~= before[11]
end)
local expected = vim.deepcopy(before)
expected[11] = '  rejectUnauthorized: true'
equal(expected, vim.api.nvim_buf_get_lines(0, 0, -1, true))
wait('the fixed finding to go', function() return #vim.diagnostic.get(0) == 1 end)
ok('fix: ' .. chosen)

-- Typing: a hole that is typed is found, and taken away it is gone.
vim.api.nvim_buf_set_lines(0, 11, 11, true, { '  , rejectUnauthorized: false' })
wait('the typed finding', function() return vim.tbl_contains(codes(), 'stockade 12 tls-verification-disabled') end)
vim.api.nvim_buf_set_lines(0, 11, 12, true, {})
wait('the finding to go again', function() return #vim.diagnostic.get(0) == 1 end)
ok('edits')

-- The other languages.
for file, count in pairs({
  ['projects/flask-blog/app.py'] = 1,
  ['projects/gin-inventory/main.go'] = 1,
  ['projects/fastify-notes/server.ts'] = 1,
}) do
  vim.cmd.edit(file)
  wait('findings in ' .. file, function() return #vim.diagnostic.get(0) >= count end)
end
equal(1, #vim.lsp.get_clients({ name = 'stockade' }))
ok('Python, Go, TypeScript, with one server')

-- `:Stockade`: pages, fixes of the whole file, a server anew.
vim.cmd.edit('workspace/app.js')
local shop = vim.api.nvim_get_current_buf()
vim.cmd('edit!')
wait('two findings again', function() return #vim.diagnostic.get(shop) == 2 end)
vim.api.nvim_win_set_cursor(0, { 11, 24 })
equal({ 'explain' }, vim.fn.getcompletion('Stockade exp', 'cmdline'))
equal({ 'tls-verification-disabled' }, vim.fn.getcompletion('Stockade explain ', 'cmdline'))
for _, page in ipairs({
  { 'explain', 'tls%-verification%-disabled' },
  { 'status', 'indings' },
  { 'verify', 'app%.js:6:16' },
}) do
  vim.cmd('Stockade ' .. page[1])
  wait('the page of ' .. page[1], function() return vim.bo.filetype == 'markdown' end)
  local shown = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  assert(shown:find(page[2]), shown)
  vim.cmd('normal q')
end
vim.cmd('Stockade fix')
wait('all fixes', function() return #vim.diagnostic.get(shop) == 0 end)
local fixed = vim.deepcopy(before)
fixed[6], fixed[11] = 'const apiKey = process.env.API_KEY;', '  rejectUnauthorized: true'
equal(fixed, vim.api.nvim_buf_get_lines(shop, 0, -1, true))
local old = vim.lsp.get_clients({ name = 'stockade' })[1].id
vim.cmd('Stockade restart')
vim.cmd('edit!')
wait('the findings from another server', function() return #vim.diagnostic.get(shop) == 2 end)
assert(vim.lsp.get_clients({ name = 'stockade' })[1].id ~= old)
ok(':Stockade')

-- The recipe for fixes on save, as the help has it.
local help = table.concat(vim.fn.readfile('neovim/doc/stockade.txt'), '\n')
assert(loadstring(help:match('%*stockade%-on%-save%*.->lua\n(.-)\n<')))()
vim.cmd.write()
equal(fixed, vim.fn.readfile('workspace/app.js'))
ok('fixes on save')

-- Health and help.
vim.cmd('silent checkhealth stockade')
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
assert(health:find('OK stockade %d'), health)
assert(health:find('OK server', 1, true), health)
assert(not health:find('ERROR'), health)
vim.cmd('helptags ' .. vim.fn.getcwd() .. '/neovim/doc')
vim.cmd('help stockade')
equal('stockade.txt', vim.fs.basename(vim.api.nvim_buf_get_name(0)))
ok('checkhealth and help')

-- The server ends with its client.
client = vim.lsp.get_clients({ name = 'stockade' })[1]
client:stop()
wait('the server to end', function() return client:is_stopped() end)
ok('stop')

-- A binary that is not there is explained.
vim.lsp.config('stockade', { cmd = { 'no-such-stockade', 'lsp' } })
vim.cmd('silent checkhealth stockade')
health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
assert(health:find('ERROR `no-such-stockade` is not executable', 1, true), health)
ok('checkhealth without a binary')
