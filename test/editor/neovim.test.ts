/**
 * The packaged server, driven by an editor that isn't ours: Neovim without a screen, with the configuration of
 * docs/editors.md. `apt-get install neovim` sets it up.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const server = join(root, "cli/dist/start.cjs");
const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;
const missing = !hasNeovim
  ? "no Neovim here (apt-get install neovim)"
  : existsSync(server)
    ? ""
    : "nothing is built (npm run build)";

/** What is asked of the editor: it writes its answers as JSON. */
const questions = `
local function wait_for(what, test)
  if not vim.wait(60000, test, 50) then error("waited in vain for " .. what) end
end
local answers = {}
local function ask(method, params)
  local all = vim.lsp.buf_request_sync(0, method, params, 20000)
  for _, answer in pairs(all or {}) do
    if answer.error then error(method .. ": " .. answer.error.message) end
    return answer.result
  end
  error(method .. " was not answered")
end
local ok, problem = pcall(function()
  vim.cmd("edit welcome-flow.journey")
  wait_for("the server", function() return #vim.lsp.buf_get_clients(0) > 0 or next(vim.lsp.buf_get_clients(0)) ~= nil end)
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, false)
  local function place(word)
    for number, line in ipairs(lines) do
      local at = line:find(word, 1, true)
      if at then
        return { textDocument = vim.lsp.util.make_text_document_params(), position = { line = number - 1, character = at } }
      end
    end
    error("no " .. word)
  end
  answers.hover = ask("textDocument/hover", place("target")).contents.value
  answers.definition = ask("textDocument/definition", place("Subscriber }"))[1].uri
  answers.symbols = ask("textDocument/documentSymbol", { textDocument = vim.lsp.util.make_text_document_params() })[1].name
  local rename = place("welcome_flow")
  rename.newName = "greetings"
  answers.renamed = vim.tbl_count(ask("textDocument/rename", rename).changes)
  vim.api.nvim_buf_set_lines(0, -1, -1, false, { "", "jurney x {", "}" })
  wait_for("diagnostics", function() return #vim.diagnostic.get(0) > 0 end)
  answers.code = vim.diagnostic.get(0)[1].code or vim.diagnostic.get(0)[1].user_data.lsp.code
  local last = vim.api.nvim_buf_line_count(0)
  vim.api.nvim_buf_set_lines(0, last - 2, last, false, { "jour" })
  local items = ask("textDocument/completion", {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = vim.api.nvim_buf_line_count(0) - 1, character = 4 },
  })
  answers.completion = vim.tbl_map(function(item) return item.label end, items.items or items)
  vim.api.nvim_buf_set_lines(0, 0, 0, false, { "", "", "" })
  answers.edits = #ask("textDocument/formatting", { textDocument = vim.lsp.util.make_text_document_params(), options = { tabSize = 2, insertSpaces = true } })
end)
if not ok then answers.problem = tostring(problem) end
local file = io.open(os.getenv("ANSWERS"), "w")
file:write(vim.fn.json_encode(answers))
file:close()
vim.lsp.stop_client(vim.lsp.get_active_clients())
vim.wait(20000, function() return #vim.lsp.get_active_clients() == 0 end, 50)
vim.cmd("qall!")
`;

test.skipIf(missing !== "")(
  `Neovim gets its answers${missing === "" ? "" : `: skipped, ${missing}`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "journey-neovim-"));
    try {
      const project = join(folder, "examples");
      cpSync(join(root, "examples"), project, { recursive: true });
      const [, configuration = ""] =
        /```lua\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/editors.md"), "utf8")) ?? [];
      expect(configuration).toContain('"npx", "journey"');
      const init = configuration.replace(
        '"npx", "journey"',
        `${JSON.stringify(process.execPath)}, ${JSON.stringify(server)}`,
      );
      writeFileSync(join(folder, "init.lua"), init);
      writeFileSync(join(folder, "questions.lua"), questions);
      const answersFile = join(folder, "answers.json");
      const { stderr } = spawnSync(
        "nvim",
        [
          "--headless",
          "-i",
          "NONE",
          "-n",
          "-u",
          join(folder, "init.lua"),
          "-c",
          `luafile ${join(folder, "questions.lua")}`,
        ],
        {
          cwd: project,
          encoding: "utf8",
          timeout: 150_000,
          env: { ...process.env, HOME: folder, ANSWERS: answersFile },
        },
      );
      expect(existsSync(answersFile), stderr).toBe(true);
      const answers = JSON.parse(readFileSync(answersFile, "utf8"));
      expect(answers.problem).toBeUndefined();
      expect(answers).toMatchObject({ code: "unknown-statement", symbols: "welcome_flow", renamed: 1 });
      expect(answers.hover).toContain("The model whose records the journey works on");
      expect(answers.definition).toMatch(/models\.ts$/);
      expect(answers.completion).toContain("journey");
      expect(answers.edits).toBeGreaterThan(0);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  },
  180_000,
);
