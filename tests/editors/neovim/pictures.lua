-- For pictures: `nvim --clean --cmd 'set background=…' -S pictures.lua`, beside `neovim/` and `workspace/`.

vim.opt.runtimepath:append(vim.fn.getcwd() .. '/neovim')
vim.opt.swapfile = false
vim.opt.number = true
vim.opt.signcolumn = 'yes'
vim.opt.termguicolors = true
vim.diagnostic.config({ virtual_lines = { current_line = true } })
vim.lsp.enable('stockade')
vim.cmd.edit('workspace/app.js')
