" What Vim with ALE does with the server: each scene acts as a person would and looks at the text afterwards.
" STAGE_SNIPPET is the configuration as the page has it; STAGE_TOLD takes one line for each scene.

set nocompatible hidden noswapfile nomore encoding=utf-8
set runtimepath^=/usr/share/vim-ale
filetype plugin on
let g:ale_hover_to_preview = 1
let s:patience = 90.0
let s:answer = ''
let s:offered = []

function! s:wait_for(what, condition) abort
  let l:start = reltime()
  while !a:condition()
    if reltimefloat(reltime(l:start)) > s:patience
      throw 'in vain: ' . a:what
    endif
    sleep 20m
  endwhile
endfunction

function! s:equal(what, found, wanted) abort
  if a:found !=# a:wanted
    throw a:what . ': ' . string(a:found) . ' instead of ' . string(a:wanted)
  endif
endfunction

function! s:open(name) abort
  execute 'edit' a:name
  return bufnr('')
endfunction

" What an editor that idles after an edit does.
function! s:pause() abort
  doautocmd TextChanged
endfunction

function! s:findings(buffer) abort
  return ale#engine#GetLoclist(a:buffer)
endfunction

function! s:until_findings(buffer, codes) abort
  call s:wait_for('findings ' . string(a:codes) . ' in ' . bufname(a:buffer),
  \ {-> map(copy(s:findings(a:buffer)), 'v:val.code') ==# a:codes})
  return s:findings(a:buffer)
endfunction

" Read from the menu as a person would, and answered with the number of a title.
runtime autoload/ale/util.vim
function! ale#util#Input(message, value, ...) abort
  let s:offered = split(a:message, "\n")
  let l:line = filter(copy(s:offered), 'v:val =~# s:answer')
  return empty(l:line) ? '' : matchstr(l:line[0], '^\d\+')
endfunction

function! s:act(title) abort
  let s:answer = '^\d\+) ' . a:title
  let s:offered = []
  ALECodeAction
  call s:wait_for('a menu', {-> !empty(s:offered)})
  if empty(filter(copy(s:offered), 'v:val =~# s:answer'))
    throw 'offered: ' . string(s:offered)
  endif
endfunction

function! s:until_text(name) abort
  let l:wanted = readfile($STAGE_EXPECTED . '/' . a:name)
  try
    call s:wait_for(a:name, {-> getline(1, '$') ==# l:wanted})
  catch /^in vain/
    call s:equal(a:name, getline(1, '$'), l:wanted)
  endtry
endfunction

function! s:play_findings() abort
  let l:found = s:until_findings(s:open('test_environment.py'), ['ISO401', 'ISO401'])
  for l:one in l:found
    call s:equal('type', l:one.type, 'W')
    call s:equal('source', l:one.detail =~# '^\[isolint\] ', 1)
  endfor
  call s:equal('under the first', strpart(getline(l:found[0].lnum), l:found[0].col - 1, 23),
  \ 'os.environ["SHOP_MODE"]')
  call s:equal('the line with an emoji', l:found[1].lnum, 14)
  let l:port = s:until_findings(s:open('test_ignored.py'), ['ISO305'])
  call s:equal('type', l:port[0].type, 'E')
endfunction

function! s:play_quick_fix() abort
  let l:buffer = s:open('test_environment.py')
  call s:until_findings(l:buffer, ['ISO401', 'ISO401'])
  call cursor(1, 1)
  call search('SHOP_NAME"\] = ')
  call s:act('Let `monkeypatch` do it')
  call s:until_text('test_environment.py')
  call s:pause()
  write
  call s:until_findings(l:buffer, ['ISO401'])
endfunction

function! s:play_unsafe_fix() abort
  let l:buffer = s:open('test_unsafe.py')
  call s:until_findings(l:buffer, ['ISO401'])
  call cursor(1, 1)
  call search('os.environ')
  call s:act('.*(may change behaviour)$')
  call s:until_text('test_unsafe.py')
  call s:pause()
  write
  call s:until_findings(l:buffer, [])
endfunction

function! s:play_fix_all() abort
  let l:buffer = s:open('test_all.py')
  call s:until_findings(l:buffer, ['ISO401', 'ISO401'])
  call cursor(1, 1)
  call s:act('Fix all that isolint can fix safely$')
  call s:until_text('test_all.py')
  call s:pause()
  write
  call s:until_findings(l:buffer, [])
endfunction

function! s:play_ignore() abort
  let l:buffer = s:open('test_ignored.py')
  call s:until_findings(l:buffer, ['ISO305'])
  call cursor(1, 1)
  call search('8080')
  call s:act('Ignore ISO305 (fixed-port) on this line$')
  call s:until_text('test_ignored.py')
  call s:pause()
  write
  call s:until_findings(l:buffer, [])
endfunction

function! s:preview() abort
  for l:window in range(1, winnr('$'))
    if getwinvar(l:window, '&previewwindow')
      return join(getbufline(winbufnr(l:window), 1, '$'), "\n")
    endif
  endfor
  return ''
endfunction

function! s:play_hover() abort
  call s:until_findings(s:open('test_prices.py'), ['ISO407'])
  call s:open('conftest.py')
  call cursor(1, 1)
  call search('def prices')
  call search('prices')
  ALEHover
  call s:wait_for('a window with the lanes', {-> !empty(s:preview())})
  call s:equal(s:preview(), s:preview() =~# 'runs once in each worker, up to N times', 1)
  pclose
endfunction

function! s:play_other_files() abort
  let l:tests = s:open('test_prices.py')
  call s:until_findings(l:tests, ['ISO407'])
  call s:open('conftest.py')
  silent %substitute/(scope="session")//
  call s:pause()
  call s:until_findings(l:tests, [])
  call s:equal('modified', &modified, 1)
  silent undo
  call s:pause()
  call s:until_findings(l:tests, ['ISO407'])
  set nomodified
endfunction

function! s:play_explain() abort
  call s:until_findings(s:open('test_prices.py'), ['ISO407'])
  call cursor(1, 1)
  call search('prices."tea". = 4')
  call s:act('Explain ISO407')
  call s:wait_for('the page of the rule', {-> s:preview() =~# 'ISO407 (shared-fixture-mutated)'})
  pclose
endfunction

function! s:play_go() abort
  let l:buffer = s:open($STAGE_GO)
  call s:until_findings(l:buffer, ['ISO401'])
  call cursor(1, 1)
  call search('os.Setenv')
  call s:act('Ignore ISO401 (env-leak) on this line$')
  call s:until_text('shop_test.go')
  call s:pause()
  write
  call s:until_findings(l:buffer, [])
endfunction

function! s:main(timer) abort
  for l:scene in split($STAGE_SCENES, ',')
    let l:why = ''
    try
      call call('s:play_' . substitute(l:scene, ' ', '_', 'g'), [])
    catch
      let l:why = v:exception . ' at ' . v:throwpoint
    endtry
    call writefile([json_encode({'scene': l:scene, 'why': l:why})], $STAGE_TOLD, 'a')
  endfor
  qall!
endfunction

source $STAGE_SNIPPET
runtime plugin/ale.vim
call timer_start(0, function('s:main'))
