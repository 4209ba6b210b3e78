;;; eglot.el --- what Emacs does with the server  -*- lexical-binding: t -*-

;;; Commentary:

;; Each scene acts as a person would and looks at the text afterwards.  STAGE_SNIPPET is the
;; configuration as the page has it; STAGE_TOLD takes one line for each scene.

;;; Code:

;; Debian's packages, which -Q leaves out; a later Emacs has eglot in itself.
(dolist (folder '("/usr/share/emacs/site-lisp/elpa" "/usr/share/emacs/site-lisp/elpa-src"))
  (when (file-directory-p folder)
    (require 'package)
    (add-to-list 'package-directory-list folder)))
(when (featurep 'package)
  (package-initialize))

(require 'cl-lib)
(require 'json)
(require 'eglot)
(require 'flymake)

(defconst patience 90)

(defun wait-for (what condition)
  "Until CONDITION gives something, which is given; WHAT is told if it never does."
  (let ((end (+ (float-time) patience)) found)
    (while (and (not (setq found (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    (or found (error "In vain: %s" what))))

(defun equals (what found wanted)
  (unless (equal found wanted)
    (error "%s: %S instead of %S" what found wanted)))

(defun tell-the-server ()
  "What the timers of an Emacs that idles do."
  (eglot--signal-textDocument/didChange))

(defun findings (buffer)
  (with-current-buffer buffer
    (sort (flymake-diagnostics)
          (lambda (one other) (< (flymake-diagnostic-beg one) (flymake-diagnostic-beg other))))))

(defun code (finding)
  (plist-get (cdr (assoc 'eglot-lsp-diag (flymake-diagnostic-data finding))) :code))

(defun until-findings (buffer &rest codes)
  (wait-for
   (format "findings %S in %s" codes buffer)
   (lambda ()
     (with-current-buffer buffer
       (tell-the-server)
       (flymake-start nil t)
       (equal (mapcar #'code (findings buffer)) codes))))
  (findings buffer))

(defun open (name)
  "The buffer of a file, in the only window, as eglot wants it."
  (let ((buffer (find-file-noselect name)))
    (switch-to-buffer buffer)
    (unless (eglot-managed-p)
      (apply #'eglot (eglot--guess-contact)))
    (wait-for "a server" #'eglot-managed-p)
    buffer))

(defun marked (finding)
  (with-current-buffer (flymake-diagnostic-buffer finding)
    (buffer-substring-no-properties (flymake-diagnostic-beg finding) (flymake-diagnostic-end finding))))

(defun find-text (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun act (title &optional kind beginning)
  "Pick the action that has TITLE from the menu, as a person would by reading."
  (tell-the-server)
  (let ((last-nonmenu-event t))
    (cl-letf (((symbol-function 'completing-read)
               (lambda (_prompt items &rest _)
                 (or (cl-find-if (lambda (item) (string-match-p title item)) (mapcar #'car items))
                     (error "Offered: %S" (mapcar #'car items))))))
      (eglot-code-actions (or beginning (point)) (point) kind t))))

(defun until-text (name)
  (equals name
          (buffer-substring-no-properties (point-min) (point-max))
          (with-temp-buffer
            (insert-file-contents (expand-file-name name (getenv "STAGE_EXPECTED")))
            (buffer-string))))

(defun save ()
  (let ((inhibit-message t))
    (save-buffer)))

(defun scene-findings ()
  (let ((found (until-findings (open "test_environment.py") "ISO401" "ISO401")))
    (dolist (finding found)
      (equals "severity" (flymake-diagnostic-type finding) 'eglot-warning)
      (equals "source" (and (string-match "^isolint " (flymake-diagnostic-text finding)) t) t))
    (equals "under the first" (marked (car found)) "os.environ[\"SHOP_MODE\"]")
    (equals "behind an emoji" (marked (cadr found)) "os.environ[\"SHOP_NAME\"]"))
  (equals "severity"
          (flymake-diagnostic-type (car (until-findings (open "test_ignored.py") "ISO305")))
          'eglot-error))

(defun scene-quick-fix ()
  (let ((buffer (open "test_environment.py")))
    (until-findings buffer "ISO401" "ISO401")
    (find-text "SHOP_NAME\"] = ")
    (act "^Let `monkeypatch` do it" "quickfix")
    (until-text "test_environment.py")
    (save)
    (until-findings buffer "ISO401")))

(defun scene-unsafe-fix ()
  (let ((buffer (open "test_unsafe.py")))
    (until-findings buffer "ISO401")
    (find-text "os.environ")
    (act "(may change behaviour)$")
    (until-text "test_unsafe.py")
    (save)
    (until-findings buffer)))

(defun scene-fix-all ()
  (let ((buffer (open "test_all.py")))
    (until-findings buffer "ISO401" "ISO401")
    (goto-char (point-min))
    (act "^Fix all that isolint can fix safely$" "source.fixAll.isolint")
    (until-text "test_all.py")
    (save)
    (until-findings buffer)))

(defun scene-ignore ()
  (let ((buffer (open "test_ignored.py")))
    (until-findings buffer "ISO305")
    (find-text "8080")
    (act "^Ignore ISO305 (fixed-port) on this line$")
    (until-text "test_ignored.py")
    (save)
    (until-findings buffer)))

(defun scene-hover ()
  (until-findings (open "test_prices.py") "ISO407")
  (open "conftest.py")
  (find-text "prices")
  (let (said)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq said text)))
    (wait-for "a word about the lanes" (lambda () said))
    (equals said (and (string-match-p "runs once in each worker, up to N times" said) t) t)))

(defun scene-other-files ()
  (let ((tests (open "test_prices.py"))
        (conftest (open "conftest.py")))
    (until-findings tests "ISO407")
    (with-current-buffer conftest
      (find-text "(scope=\"session\")")
      (replace-match "")
      (tell-the-server))
    (until-findings tests)
    (with-current-buffer conftest
      (equals "unsaved" (buffer-modified-p) t)
      (find-text "@pytest.fixture")
      (end-of-line)
      (insert "(scope=\"session\")")
      (tell-the-server))
    (until-findings tests "ISO407")
    (with-current-buffer conftest
      (set-buffer-modified-p nil))))

(defun scene-explain ()
  "The page of the rule comes as a message."
  (until-findings (open "test_prices.py") "ISO407")
  (find-text "prices[")
  (let (said)
    (cl-letf (((symbol-function 'message)
               (lambda (form &rest values) (push (and form (apply #'format form values)) said))))
      (act "^Explain ISO407")
      (wait-for "the page of the rule"
                (lambda () (cl-some (lambda (one) (string-match-p "ISO407 (shared-fixture-mutated)" one))
                                    (remq nil said)))))))

(defun play (scene)
  "Play SCENE; give why it went wrong, or nothing."
  (condition-case trouble
      (progn
        (funcall (intern (concat "scene-" (string-replace " " "-" scene))))
        "")
    (error (error-message-string trouble))))

(setq eglot-confirm-server-initiated-edits nil
      eglot-sync-connect patience
      eglot-connect-timeout patience
      jsonrpc-default-request-timeout patience
      create-lockfiles nil
      make-backup-files nil
      auto-save-default nil)
(set-language-environment "UTF-8")
(load (getenv "STAGE_SNIPPET") nil t)
(dolist (scene (split-string (getenv "STAGE_SCENES") ","))
  (let ((line (concat (json-encode `((scene . ,scene) (why . ,(play scene)))) "\n")))
    (write-region line nil (getenv "STAGE_TOLD") t 'silent)))
(eglot-shutdown-all)
(kill-emacs 0)

;;; eglot.el ends here
