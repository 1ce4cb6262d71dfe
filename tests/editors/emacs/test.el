;;; test.el --- runs inside Emacs, after the recipe  -*- lexical-binding: t -*-

(require 'eglot)
(require 'flymake)

(defun see (what condition)
  "Wait until CONDITION holds; fail with WHAT."
  (let ((end (+ (float-time) 30)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "Waited for %s; diagnostics: %S; buffer: %s"
               what (mapcar #'flymake-diagnostic-text (flymake-diagnostics)) (buffer-string)))
      (accept-process-output nil 0.05)
      (when eglot--managed-mode (flymake-start)))))

(defun findings () (length (flymake-diagnostics)))
(defun ok (name) (message "ok   emacs: %s" name))

;; Batch mode runs no command loop, so what Eglot defers to it is begun here.
(setq eglot-sync-connect 30 eglot-events-buffer-config '(:size 0))
(find-file "workspace/app.js")
(unless (memq 'eglot-ensure (append js-mode-hook js-base-mode-hook))
  (error "The recipe does not start Eglot in js-mode: %S" js-mode-hook))
(apply #'eglot (eglot--guess-contact))
(see "two findings" (lambda () (= (findings) 2)))
(ok "findings")

(goto-char (point-min))
(search-forward "rejectUnauthorized: ")
(let ((actions (eglot-code-actions (point) nil "quickfix" nil)))
  (unless actions (error "No code actions"))
  (eglot-execute (eglot-current-server) (car (append actions nil))))
(see "the fix" (lambda () (save-excursion (goto-char (point-min))
                                          (search-forward "rejectUnauthorized: true" nil t))))
(ok "fix")

;; Changes are sent from a timer; batch mode has none that is idle.
(eglot--signal-textDocument/didChange)
(see "one finding left" (lambda () (= (findings) 1)))
(ok "the fixed finding is gone")
