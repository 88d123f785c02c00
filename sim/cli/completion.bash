# Completion of prodrome for bash: commands and options as the program itself lists them, parameters
# after --set and explain, files for the rest. Put it where bash looks for completions, or source it.
_prodrome()
{
    local program=${COMP_WORDS[0]} command=${COMP_WORDS[1]} word=$2 before=$3 words
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        words=$("$program" --help 2>/dev/null | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')
    elif [ "$command" = sweep ] && [ "$COMP_CWORD" -eq 2 ] && [ "${word#-}" = "$word" ]; then
        words="plan run status collect report"
    elif [ "$before" = --set ] || [ "$before" = -s ] || [ "$command" = explain ]; then
        words=$("$program" explain --table 2>/dev/null | sed -n 's/^| `\([^`]*\)`.*/\1/p')
    elif [ "${word#-}" != "$word" ]; then
        words=$("$program" "$command" --help 2>/dev/null | grep -oE -e '--[a-z-]+' | sort -u)
    else
        return
    fi
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    if [ "$before" = --set ] || [ "$before" = -s ]; then compopt -o nospace; fi
}
complete -o default -o bashdefault -F _prodrome prodrome
