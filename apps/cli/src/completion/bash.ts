// The script for bash.
import { quoted, type Place } from './words.ts'

const wordsOf = ({ commands, options }: Place): string => [...commands, ...options].map(({ word }) => word).join(' ')

/** To be read by bash: `source <(symbolon completion bash)`. */
export const bashScript = (places: readonly Place[]): string => `# symbolon, for bash
_symbolon() {
  local current=\${COMP_WORDS[COMP_CWORD]} path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${places
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      ${quoted(` ${path.join(' ')}`)}) path="$path $word" ;;`)
  .join('\n')}
    esac
  done
  case "$path" in
${places.map((place) => `    ${quoted(place.path.map((word) => ` ${word}`).join(''))}) words=${quoted(wordsOf(place))} ;;`).join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _symbolon symbolon`
