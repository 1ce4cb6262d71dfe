-- `:checkhealth stockade`: is there a binary, does it run, is it enabled, what is it attached to.

local M = {}

local function binary()
  local config = vim.lsp.config and vim.lsp.config['stockade']
  local cmd = config and config.cmd
  return type(cmd) == 'table' and cmd[1] or 'stockade'
end

local function check_binary()
  local name = binary()
  local path = vim.fn.exepath(name)
  if path == '' then
    vim.health.error('`' .. name .. '` is not executable', {
      'Install the binary and see that its folder is on $PATH (Neovim sees: ' .. vim.env.PATH .. ')',
      "or name it: vim.lsp.config('stockade', { cmd = { '/path/to/stockade', 'lsp' } })",
    })
    return
  end
  local done, result = pcall(function()
    return vim.system({ path, '--version' }, { text = true }):wait(15000)
  end)
  if done and result.code == 0 then
    vim.health.ok(vim.trim(result.stdout) .. ' (' .. path .. ')')
  else
    -- 124 is how `wait` says that the time was over.
    local why = not done and tostring(result)
      or result.code == 124 and 'no answer in 15 seconds'
      or ('exit %d, signal %d %s'):format(result.code, result.signal, vim.trim(result.stderr or ''))
    vim.health.error('`' .. path .. ' --version` fails: ' .. why)
  end
end

local function check_enabled()
  if not vim.lsp.enable then
    vim.health.warn('Neovim before 0.11: start the server yourself, see `:help stockade-older`')
  elseif vim.lsp.is_enabled and not vim.lsp.is_enabled('stockade') then
    vim.health.warn('not enabled', { "vim.lsp.enable('stockade')" })
  else
    vim.health.ok('enabled')
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = 'stockade' })
  if #clients == 0 then
    vim.health.info('no server is running: open a JavaScript, TypeScript, Python or Go file')
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_count(client.attached_buffers)
    local version = vim.tbl_get(client, 'server_info', 'version') or 'of unknown version'
    local root = client.root_dir or 'no root folder'
    vim.health.ok(('server %s: %d buffers, %s'):format(version, buffers, root))
  end
end

function M.check()
  vim.health.start('stockade')
  check_binary()
  check_enabled()
  check_clients()
end

return M
