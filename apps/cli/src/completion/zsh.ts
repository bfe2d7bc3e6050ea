// The script for zsh.
import { quoted, type Place, type Word } from './words.ts'

/** As `_describe` wants them: a colon parts the word and what it means. */
const described = (words: readonly Word[]): string =>
  words.map(({ word, says }) => quoted(`${word.replaceAll(':', String.raw`\:`)}:${says}`)).join(' ')

/** To be read by zsh: `source <(symbolon completion zsh)`. */
export const zshScript = (places: readonly Place[]): string => `#compdef symbolon
# symbolon, for zsh
_symbolon() {
  local path_='' word
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$path_ $word" in
${places
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      ${quoted(` ${path.join(' ')}`)}) path_="$path_ $word" ;;`)
  .join('\n')}
    esac
  done
  case "$path_" in
${places
  .map(
    (place) =>
      `    ${quoted(place.path.map((word) => ` ${word}`).join(''))}) offered=(${described([...place.commands, ...place.options])}) ;;`,
  )
  .join('\n')}
  esac
  _describe 'symbolon' offered || _files
}
compdef _symbolon symbolon`
