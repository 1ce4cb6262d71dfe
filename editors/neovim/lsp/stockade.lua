-- Neovim 0.11 and newer: `vim.lsp.enable('stockade')` starts the server for these files.
-- Settings: `vim.lsp.config('stockade', { settings = { stockade = { … } } })`; see `:help stockade`.

---@type vim.lsp.Config
return {
  cmd = { 'stockade', 'lsp' },
  filetypes = {
    'javascript',
    'javascriptreact',
    'typescript',
    'typescriptreact',
    'python',
    'go',
    -- Secrets are looked for in these; `stockade.toml` and rule files are among them.
    'json',
    'jsonc',
    'yaml',
    'toml',
    'env',
  },
  -- The nearest configuration of ours, else the repository.
  root_markers = { { 'stockade.toml', '.stockade' }, '.git' },
  -- A single file, in no project at all, is analysed too.
  workspace_required = false,
  settings = { stockade = vim.empty_dict() },
}
