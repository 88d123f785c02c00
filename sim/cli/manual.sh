#!/bin/sh
# The manual page prodrome(1), made from what the program says of itself: manual.sh PROGRAM >prodrome.1
program=$1
roff() { sed -e 's/\\/\\e/g' -e 's/^[.'"'"']/\\\&&/' -e 's/-/\\-/g'; }
said() { printf '.nf\n'; "$@" | roff; printf '.fi\n'; }
commands=$("$program" --help | sed -n '/^commands:/,/^$/s/^  \([a-z]*\) .*/\1/p')

version=$("$program" version | sed -n 's/^prodrome *//p')
printf '.TH PRODROME 1 "" "prodrome %s" "User Commands"\n' "$version"
printf '.SH NAME\nprodrome \\- agent-based simulator of a tumor under a prodrug\n'
printf '.SH SYNOPSIS\n.B prodrome\n.I COMMAND\n.RI [ ARGUMENTS ]\n'
printf '.SH DESCRIPTION\n'
said "$program" --help
for command in $commands; do
  printf '.SH PRODROME %s\n' "$(echo "$command" | tr '[:lower:]' '[:upper:]')"
  said "$program" "$command" --help
done
printf '.SH SEE ALSO\n.B prodrome explain\ntells every parameter of a configuration.\n'
