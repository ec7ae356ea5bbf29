/**
 * The packaged server, driven by Emacs without a screen, with the configuration of docs/editors.md. Eglot is part of Emacs since 29;
 * `apt-get install emacs-nox elpa-eglot` sets up an older one.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const server = join(root, "cli/dist/start.cjs");
/** What Emacs does by itself before it reads somebody's settings, but not in a batch. */
const batch = ["--batch", "--no-init-file", "--funcall", "package-activate-all"];
const hasEglot = spawnSync("emacs", [...batch, "--eval", "(require 'eglot)"], { timeout: 60_000 }).status === 0;
const missing = !hasEglot
  ? "no Emacs with Eglot here (apt-get install emacs-nox elpa-eglot)"
  : existsSync(server)
    ? ""
    : "nothing is built (npm run build)";

/** What is asked of the editor: it writes its answers as JSON. */
const questions = `
(require 'json)
(defvar answers nil)
(defun answer (name value) (push (cons name value) answers))
(defun wait-for (what test)
  (let ((end (+ (float-time) 60)))
    (while (not (funcall test))
      (when (> (float-time) end) (error "Waited in vain for %s" what))
      (accept-process-output nil 0.05))))
(defun ask (method &rest more)
  (eglot--signal-textDocument/didChange)
  (jsonrpc-request (eglot--current-server-or-lose) method
                   (append (eglot--TextDocumentPositionParams) more) :timeout 30))
(condition-case problem
    (with-current-buffer (find-file-noselect "welcome-flow.journey")
      (answer "mode" (symbol-name major-mode))
      (unless (eglot-current-server)
        (apply #'eglot (eglot--guess-contact)))
      (wait-for "the server" (lambda () (eglot-current-server)))
      (goto-char (point-min))
      (search-forward "target")
      (backward-char 2)
      (answer "hover" (plist-get (plist-get (ask :textDocument/hover) :contents) :value))
      (goto-char (point-min))
      (search-forward "Subscriber")
      (backward-char 2)
      (answer "definition" (plist-get (elt (ask :textDocument/definition) 0) :uri))
      (goto-char (point-min))
      (search-forward "journey welcome_flow")
      (backward-char 2)
      (eglot-rename "greetings")
      (answer "renamed" (and (save-excursion (goto-char (point-min)) (search-forward "journey greetings" nil t)) t))
      (goto-char (point-max))
      (insert "\\njurney x {\\n}\\n")
      (eglot--signal-textDocument/didChange)
      (wait-for "diagnostics" (lambda () (flymake-start) (flymake-diagnostics)))
      (answer "diagnostic" (flymake-diagnostic-text (car (flymake-diagnostics))))
      (goto-char (point-max))
      (insert "jour")
      (let* ((given (ask :textDocument/completion))
             (items (if (vectorp given) given (plist-get given :items))))
        (answer "completion" (vconcat (mapcar (lambda (item) (plist-get item :label)) items))))
      (delete-char -4)
      (goto-char (point-min))
      (insert "\\n\\n\\n")
      (let ((before (buffer-string)))
        (eglot-format-buffer)
        (answer "formatted" (not (string= before (buffer-string)))))
      (set-buffer-modified-p nil)
      (eglot-shutdown (eglot-current-server)))
  (error (answer "problem" (error-message-string problem))))
(with-temp-file (getenv "ANSWERS") (insert (json-encode answers)))
(kill-emacs 0)
`;

test.skipIf(missing !== "")(
  `Emacs gets its answers${missing === "" ? "" : `: skipped, ${missing}`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "journey-emacs-"));
    try {
      const project = join(folder, "examples");
      cpSync(join(root, "examples"), project, { recursive: true });
      const [, configuration = ""] =
        /```elisp\n([\s\S]*?)```/.exec(readFileSync(join(root, "docs/editors.md"), "utf8")) ?? [];
      expect(configuration).toContain('"npx" "journey"');
      const init = configuration.replace(
        '"npx" "journey"',
        `${JSON.stringify(process.execPath)} ${JSON.stringify(server)}`,
      );
      writeFileSync(join(folder, "init.el"), init);
      writeFileSync(join(folder, "questions.el"), questions);
      const answersFile = join(folder, "answers.json");
      const { stderr } = spawnSync(
        "emacs",
        [...batch, "--load", join(folder, "init.el"), "--load", join(folder, "questions.el")],
        {
          cwd: project,
          encoding: "utf8",
          timeout: 150_000,
          env: { ...process.env, HOME: folder, ANSWERS: answersFile },
        },
      );
      expect(existsSync(answersFile), stderr).toBe(true);
      const answers = JSON.parse(readFileSync(answersFile, "utf8"));
      expect(answers.problem, stderr).toBeUndefined();
      expect(answers).toMatchObject({ mode: "journey-mode", renamed: true, formatted: true });
      expect(answers.hover).toContain("The model whose records the journey works on");
      expect(answers.definition).toMatch(/models\.ts$/);
      expect(answers.diagnostic).toContain("jurney");
      expect(answers.completion).toContain("journey");
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  },
  180_000,
);
