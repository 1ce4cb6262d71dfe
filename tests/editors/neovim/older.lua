-- The recipe for older Neovims, taken from the help file and run as it stands there. (The functions it
-- uses are those of 0.8; they still exist in the Neovim that runs this.)

local help = table.concat(vim.fn.readfile('neovim/doc/stockade.txt'), '\n')
local section = help:match('%*stockade%-older%*.-\n(.*)')
local recipe = section:match('>lua\n(.-)\n<')
assert(recipe, 'no Lua block in the help on older Neovims')
vim.cmd('filetype on')
assert(loadstring(recipe))()

vim.cmd.edit('workspace/app.js')
local found = vim.wait(20000, function() return #vim.diagnostic.get(0) == 2 end, 20)
assert(found, 'no findings: ' .. vim.inspect(vim.diagnostic.get(0)))
print('ok   neovim: the recipe for older versions\n')
