-- `:Stockade`: asks the server and shows its answer.

local M = {}

local NAME = 'stockade'

-- Subcommands that the server carries out.
local OF_SERVER = {
  explain = 'stockade.explain',
  ['fix-workspace'] = 'stockade.fixWorkspace',
  rescan = 'stockade.rescan',
  status = 'stockade.showStatus',
  verify = 'stockade.verify',
}

local function say(message, level)
  vim.notify('Stockade: ' .. message, level or vim.log.levels.INFO)
end

-- The server of this buffer, else any.
local function client()
  local found = vim.lsp.get_clients({ name = NAME, bufnr = 0 })[1] or vim.lsp.get_clients({ name = NAME })[1]
  if not found then
    say('no server is running; see :checkhealth stockade', vim.log.levels.WARN)
  end
  return found
end

-- The rules with findings on the cursor's line, else in the buffer; each once.
local function rules()
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local ids = {}
  local function collect(diagnostics)
    for _, each in ipairs(diagnostics) do
      if each.source == NAME and each.code and not vim.tbl_contains(ids, each.code) then
        table.insert(ids, each.code)
      end
    end
  end
  collect(vim.diagnostic.get(0, { lnum = line }))
  if #ids == 0 then
    collect(vim.diagnostic.get(0))
  end
  return ids
end

-- A page in a window of its own; `q` closes it.
local function show(markdown)
  vim.cmd.new()
  local buffer = vim.api.nvim_get_current_buf()
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(markdown, '\n'))
  vim.bo[buffer].buftype = 'nofile'
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].swapfile = false
  vim.bo[buffer].modifiable = false
  vim.bo[buffer].filetype = 'markdown'
  vim.keymap.set('n', 'q', vim.cmd.close, { buffer = buffer, desc = 'close' })
end

local function answered(error, answer)
  if error then
    say(error.message, vim.log.levels.ERROR)
  elseif type(answer) == 'string' then
    show(answer)
  elseif type(answer) == 'table' and type(answer.markdown) == 'string' then
    show(answer.markdown)
  elseif type(answer) == 'table' and type(answer.fixes) == 'number' then
    say(answer.fixes .. (answer.fixes == 1 and ' fix' or ' fixes'))
  end
end

local function ask(command, arguments)
  local server = client()
  if not server then
    return
  end
  local offered = vim.tbl_get(server.server_capabilities, 'executeCommandProvider', 'commands') or {}
  if not vim.tbl_contains(offered, command) then
    local version = vim.tbl_get(server, 'server_info', 'version') or 'of unknown version'
    say(('the server (%s) does not offer %s'):format(version, command), vim.log.levels.WARN)
    return
  end
  local params = { command = command, arguments = arguments }
  server:request('workspace/executeCommand', params, answered, 0)
end

local function explain(id)
  if id then
    return ask(OF_SERVER.explain, { id })
  end
  local found = rules()
  if #found == 0 then
    say('no finding here; name a rule: :Stockade explain RULE-ID')
  elseif #found == 1 then
    ask(OF_SERVER.explain, found)
  else
    vim.ui.select(found, { prompt = 'Which rule?' }, function(chosen)
      if chosen then
        ask(OF_SERVER.explain, { chosen })
      end
    end)
  end
end

local function fix()
  if client() then
    local context = { only = { 'source.fixAll.stockade' }, diagnostics = {} }
    vim.lsp.buf.code_action({ context = context, apply = true })
  end
end

-- Ends the servers and starts them with the configuration of now, for the same buffers.
local function restart()
  for _, server in ipairs(vim.lsp.get_clients({ name = NAME })) do
    local buffers = vim.tbl_keys(server.attached_buffers)
    server:stop()
    local ended = vim.wait(3000, function()
      return server:is_stopped()
    end)
    if not ended then
      server:stop(true)
    end
    local config = vim.tbl_extend('force', server.config, vim.lsp.config[NAME] or {}, {
      name = NAME,
      root_dir = server.root_dir,
    })
    for _, buffer in ipairs(buffers) do
      vim.lsp.start(config, { bufnr = buffer })
    end
  end
end

local OWN = { fix = fix, restart = restart }

local function names()
  local all = vim.list_extend(vim.tbl_keys(OF_SERVER), vim.tbl_keys(OWN))
  table.sort(all)
  return all
end

--- Runs `:Stockade` with these words.
function M.run(words)
  local name = words[1]
  if name == 'explain' then
    explain(words[2])
  elseif OWN[name] then
    OWN[name]()
  elseif OF_SERVER[name] then
    ask(OF_SERVER[name], {})
  else
    say(('no command `%s`; there are: %s'):format(name, table.concat(names(), ', ')), vim.log.levels.ERROR)
  end
end

--- Completes subcommands, and rules after `explain`.
function M.complete(lead, line)
  local all = line:match('^%S*%s+explain%s') and rules() or names()
  return vim.tbl_filter(function(each)
    return vim.startswith(each, lead)
  end, all)
end

return M
