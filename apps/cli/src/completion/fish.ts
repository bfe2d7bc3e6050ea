// The script for fish.
import type { Place } from './words.ts'

/** Between single quotes fish knows two escapes. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", String.raw`\'`)}'`

const linesOf = ({ path, commands, options }: Place): readonly string[] => {
  const here = `-n ${quoted(`__symbolon_at ${quoted(path.join(' '))}`)}`
  return [
    ...commands.map(({ word, says }) => `complete -c symbolon ${here} -f -a ${quoted(word)} -d ${quoted(says)}`),
    ...options.map(({ word, says }) => `complete -c symbolon ${here} -l ${quoted(word.slice(2))} -d ${quoted(says)}`),
  ]
}

/** To be read by fish: `symbolon completion fish | source`. */
export const fishScript = (places: readonly Place[]): string => `# symbolon, for fish
set -g __symbolon_places ${places
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => quoted(path.join(' ')))
  .join(' ')}
function __symbolon_at
    set -l path ''
    for word in (commandline -opc)[2..-1]
        set -l longer (string trim -- "$path $word")
        if contains -- "$longer" $__symbolon_places
            set path $longer
        end
    end
    test "$path" = "$argv[1]"
end
${places.flatMap(linesOf).join('\n')}`
