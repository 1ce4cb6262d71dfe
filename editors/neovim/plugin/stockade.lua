-- `:Stockade …`: what the server can do beyond diagnostics and code actions. See `:help :Stockade`.

if vim.g.loaded_stockade then
  return
end
vim.g.loaded_stockade = true

vim.api.nvim_create_user_command('Stockade', function(call)
  require('stockade.command').run(call.fargs)
end, {
  nargs = '+',
  desc = 'Stockade: rescan, explain, fix, fix-workspace, status, verify, restart',
  complete = function(lead, line)
    return require('stockade.command').complete(lead, line)
  end,
})
