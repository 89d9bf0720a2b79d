# What zsh offers where Tab is pressed after a line: zsh -f zsh-complete.zsh <folder of _pluvio> <line>
# A shell of its own in a pseudo-terminal, in which what is offered is printed instead of shown (after Valodim's
# zsh-capture-completion).
zmodload zsh/zpty || exit 3
zpty z zsh -f -i
setup=$(mktemp)
cat > $setup <<END
PROMPT=
fpath=($1 \$fpath)
autoload -Uz compinit
compinit -u -D
END
cat >> $setup <<'END'
bindkey '^M' undefined
bindkey '^J' undefined
bindkey '^I' complete-word
mark () { echo -E - $'\0' }
compprefuncs=(mark)
comppostfuncs=(mark exit)
zstyle ':completion:*' insert-tab false
compadd () {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a hits
  builtin compadd -A hits "$@"
  [[ -n $hits ]] && print -rl -- $hits
}
echo ready
END
zpty -w z "source $setup"
repeat 20; do
  zpty -r z line
  [[ $line == ready* ]] && break
done
rm -f $setup
zpty -w z "$2"$'\t'
integer seen=0
while zpty -r z; do :; done | while IFS= read -r line; do
  if [[ $line == *$'\0\r' ]]; then
    (( seen++ )) && exit 0
    continue
  fi
  (( seen )) && print -r -- ${line%$'\r'}
done
