-- What Neovim does with the server: each scene acts as a person would and looks at the text afterwards.
-- STAGE_SNIPPET is the configuration as the page has it; STAGE_TOLD takes one line for each scene.

local PATIENCE = 90000
local told = assert(io.open(vim.env.STAGE_TOLD, "w"))
local expected = vim.env.STAGE_EXPECTED

local function equal(what, found, wanted)
  if not vim.deep_equal(found, wanted) then
    error(("%s: %s instead of %s"):format(what, vim.inspect(found), vim.inspect(wanted)), 0)
  end
end

local function wait_for(what, condition)
  if not vim.wait(PATIENCE, condition, 20) then
    error("in vain: " .. what, 0)
  end
end

local function lines(path)
  return vim.fn.readfile(path)
end

local function text()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function open(name)
  vim.cmd("edit " .. name)
  return vim.api.nvim_get_current_buf()
end

local function findings(buffer)
  local found = vim.diagnostic.get(buffer)
  table.sort(found, function(one, other) return one.lnum < other.lnum end)
  return found
end

local function code(finding)
  return finding.code or finding.user_data.lsp.code
end

local function until_findings(buffer, ...)
  local wanted = { ... }
  wait_for(#wanted .. " findings: " .. table.concat(wanted, ", "), function()
    return vim.deep_equal(vim.tbl_map(code, findings(buffer)), wanted)
  end)
  return findings(buffer)
end

-- What stands under a finding; the columns are bytes by now.
local function marked(buffer, finding)
  local line = vim.api.nvim_buf_get_lines(buffer, finding.lnum, finding.lnum + 1, false)[1]
  return line:sub(finding.col + 1, finding.end_col)
end

-- Picks from the menu by the title, as a person would by reading.
local function act(title, only)
  local offered, is_done
  vim.ui.select = function(items, options, choose)
    offered = vim.tbl_map(options.format_item, items)
    for _, item in ipairs(items) do
      if options.format_item(item):find(title) then
        choose(item)
        is_done = true
        return
      end
    end
    choose(nil)
  end
  local context = only and { only = { only } } or {}
  vim.lsp.buf.code_action(vim.fn.has("nvim-0.8") == 1 and { context = context } or context)
  wait_for("a menu", function() return offered end)
  equal("offered " .. vim.inspect(offered), is_done, true)
end

local function until_text(name)
  local wanted = lines(expected .. "/" .. name)
  vim.wait(PATIENCE, function() return vim.deep_equal(text(), wanted) end, 20)
  equal(name, text(), wanted)
end

local scenes = {}

function scenes.findings()
  local buffer = open("test_environment.py")
  local first, second = unpack(until_findings(buffer, "ISO401", "ISO401"))
  for _, finding in ipairs({ first, second }) do
    equal("source", finding.source, "isolint")
    equal("severity", finding.severity, vim.diagnostic.severity.WARN)
  end
  equal("under the first", marked(buffer, first), 'os.environ["SHOP_MODE"]')
  equal("behind an emoji", marked(buffer, second), 'os.environ["SHOP_NAME"]')
  local port = open("test_ignored.py")
  equal("severity", until_findings(port, "ISO305")[1].severity, vim.diagnostic.severity.ERROR)
end

scenes["quick fix"] = function()
  local buffer = open("test_environment.py")
  until_findings(buffer, "ISO401", "ISO401")
  vim.fn.cursor(vim.fn.search("SHOP_NAME.. = name"), vim.fn.col("$"))
  vim.fn.search("SHOP_NAME", "b", vim.fn.line("."))
  act("^Let `monkeypatch` do it")
  until_text("test_environment.py")
  vim.cmd("write")
  until_findings(buffer, "ISO401")
end

scenes["unsafe fix"] = function()
  local buffer = open("test_unsafe.py")
  until_findings(buffer, "ISO401")
  vim.fn.search("os.environ")
  act("%(may change behaviour%)$")
  until_text("test_unsafe.py")
  vim.cmd("write")
  until_findings(buffer)
end

scenes["fix all"] = function()
  local buffer = open("test_all.py")
  until_findings(buffer, "ISO401", "ISO401")
  vim.fn.cursor(1, 1)
  act("^Fix all that isolint can fix safely$", "source.fixAll")
  until_text("test_all.py")
  vim.cmd("write")
  until_findings(buffer)
end

scenes["ignore"] = function()
  local buffer = open("test_ignored.py")
  until_findings(buffer, "ISO305")
  vim.fn.search("8080")
  act("^Ignore ISO305 %(fixed%-port%) on this line$")
  until_text("test_ignored.py")
  vim.cmd("write")
  until_findings(buffer)
end

scenes["hover"] = function()
  local buffer = open("conftest.py")
  until_findings(open("test_prices.py"), "ISO407")
  vim.api.nvim_set_current_buf(buffer)
  vim.fn.cursor(vim.fn.search("def prices"), 6)
  vim.lsp.buf.hover()
  local shown
  wait_for("a window with the lanes", function()
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= "" then
        local held = vim.api.nvim_win_get_buf(window)
        shown = table.concat(vim.api.nvim_buf_get_lines(held, 0, -1, false), "\n")
      end
    end
    return shown
  end)
  equal(shown, shown:find("runs once in each worker, up to N times", 1, true) ~= nil, true)
end

scenes["other files"] = function()
  local tests = open("test_prices.py")
  until_findings(tests, "ISO407")
  local conftest = open("conftest.py")
  vim.fn.search('(scope="session")')
  vim.cmd([[substitute/(scope="session")//]])
  until_findings(tests)
  equal("saved", vim.bo.modified, true)
  vim.cmd("undo")
  until_findings(tests, "ISO407")
  vim.api.nvim_buf_set_option(conftest, "modified", false)
end

-- The page of the rule: in the browser, or where there is no way there, in a message.
scenes["explain"] = function()
  until_findings(open("test_prices.py"), "ISO407")
  vim.fn.search('prices."tea". = 4')
  local opened = ""
  if vim.ui.open then
    vim.ui.open = function(address) opened = address end
  end
  act("^Explain ISO407")
  wait_for("the page of the rule", function()
    return opened:find("rules/ISO407", 1, true) or vim.fn.execute("messages"):find("ISO407 (shared-fixture-mutated)", 1, true)
  end)
end

scenes["go"] = function()
  local buffer = open(vim.env.STAGE_GO)
  local finding = until_findings(buffer, "ISO401")[1]
  equal("behind an emoji", marked(buffer, finding), 'os.Setenv("SHOP_MODE", name)')
  vim.fn.search("os.Setenv")
  act("^Ignore ISO401 %(env%-leak%) on this line$")
  until_text("shop_test.go")
  vim.cmd("write")
  until_findings(buffer)
end

vim.cmd("filetype on")
vim.o.hidden = true
vim.o.swapfile = false
dofile(vim.env.STAGE_SNIPPET)
for _, name in ipairs(vim.split(vim.env.STAGE_SCENES, ",")) do
  local is_fine, why = pcall(scenes[name])
  told:write(vim.fn.json_encode({ scene = name, why = is_fine and "" or tostring(why) }), "\n")
  told:flush()
end
told:close()
vim.cmd("qall!")
