// What `tocsin completion SHELL` prints. The scripts know nothing of the commands: at each TAB they ask the program itself, so
// that they never grow old. What comes back is only ever compared and listed, never evaluated.

/** The program as it was typed where that is a path, so that a checkout completes by itself too. */
const BASH = `# bash completion for tocsin
_tocsin() {
  local IFS=$' \\t\\n' program=\${COMP_WORDS[0]} rest=\${COMP_LINE:0:COMP_POINT} gap word at line tail prefix breaks=
  local -a words=() found=()
  [[ $program == */* && -x $program ]] || program=tocsin

  # bash takes words apart at = and : too; what has no blank between it is one word again.
  for ((at = 0; at <= COMP_CWORD; at++)); do
    gap=\${rest%%[![:space:]]*}
    rest=\${rest#"$gap"}
    word=\${COMP_WORDS[at]}
    ((at < COMP_CWORD)) || word=$rest
    rest=\${rest#"$word"}
    if ((at == 0)) || [[ -n $gap ]]; then words+=("$word"); else words[\${#words[@]} - 1]+=$word; fi
  done
  word=\${words[\${#words[@]} - 1]}
  word=\${word#[\\"\\']}
  words[\${#words[@]} - 1]=$word

  while IFS= read -r line; do
    found+=("\${line%%$'\\t'*}")
  done < <("$program" __complete -- "\${words[@]:1}" 2>/dev/null </dev/null)

  COMPREPLY=()
  if [[ \${found[0]-} == :files ]]; then
    compopt -o default 2>/dev/null
    return
  fi
  # readline puts a candidate behind the last = or :, so that what stands before must go.
  for at in = :; do [[ $COMP_WORDBREAKS == *"$at"* ]] && breaks+=$at; done
  if [[ -n $breaks ]]; then
    tail=\${word##*[$breaks]}
    prefix=\${word%"$tail"}
  fi
  for line in "\${found[@]}"; do COMPREPLY+=("\${line#"$prefix"}"); done
}
complete -o nosort -F _tocsin tocsin 2>/dev/null || complete -F _tocsin tocsin
`;

const ZSH = `#compdef tocsin
# zsh completion for tocsin
_tocsin() {
  local program=$words[1] line value about
  local -a before lines values shown
  [[ $program == */* && -x $program ]] || program=tocsin
  before=($words[2,CURRENT-1])
  lines=("\${(@f)$("$program" __complete -- "\${(@Q)before}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  if [[ $lines[1] == :files ]]; then
    _files
    return
  fi
  for line in $lines; do
    value=\${line%%$'\\t'*}
    about=\${line#*$'\\t'}
    values+=("$value")
    if [[ "$about" == "$line" ]]; then shown+=("$value"); else shown+=("$value  -- $about"); fi
  done
  (( $#values )) && compadd -l -V tocsin -d shown -a values
}
# From a file in fpath this is the function's own first call; sourced, it only makes itself known.
if [[ $funcstack[1] == _tocsin ]]; then _tocsin; else compdef _tocsin tocsin; fi
`;

const FISH = `# fish completion for tocsin
function __tocsin_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l program tocsin
  if string match -q -- '*/*' $words[1]; and test -x $words[1]
    set program $words[1]
  end
  set -e words[1]
  set -l lines ($program __complete -- $words "$current" 2>/dev/null </dev/null)
  if test "$lines[1]" = :files
    __fish_complete_path "$current"
  else if test (count $lines) -gt 0
    printf '%s\\n' $lines
  end
end
complete -c tocsin -f -k -a '(__tocsin_complete)'
`;

export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH } as const;
export type Shell = keyof typeof SCRIPTS;
