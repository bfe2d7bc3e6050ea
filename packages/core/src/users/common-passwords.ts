// Passwords that are tried first. Lists of the most frequent ones are words and names with a few digits behind them, runs of keys,
// and repetitions: so is this one.

const WORDS = `password passwort passw0rd p@ssword p@ssw0rd pass pass1word admin administrator root user login welcome letmein
  secret test testing tester guest changeme default master access hello hallo bonjour hola freedom whatever trustno1 qwerty qwertz
  azerty qwertyuiop asdfgh asdfghjkl asdf zxcvbn zxcvbnm zxcv qazwsx qazwsxedc qweasd qweasdzxc wasd poiuyt mnbvcxz iloveyou loveyou
  loveme lovely love iloveu princess princesa prince sunshine sunflower flower flowers rainbow butterfly angel angels heaven devil
  monkey dragon tiger lion eagle falcon shadow wolf bear panther cobra snake spider horse pony puppy kitty kitten doggy cat dog fish
  dolphin turtle rabbit bunny chicken banana apple orange cherry peaches strawberry chocolate cookie cookies candy sugar honey pepper
  ginger cheese coffee pizza butter football fussball futbol soccer baseball basketball hockey tennis golf golfer rugby cricket
  swimming running boxing racing snowboard skateboard surfer arsenal chelsea liverpool manchester barcelona juventus yankees lakers
  cowboys steelers packers eagles bulldog bulldogs rangers dallas boston chicago london paris berlin madrid tokyo newyork texas florida
  america canada mexico brasil brazil england france germany deutschland espana italia ireland scotland australia india china japan
  michael jennifer jordan michelle daniel andrew joshua matthew jessica ashley charlie thomas robert william george anthony david
  richard james john johnny joseph nicole amanda samantha hannah maggie sophie olivia emma emily chloe megan lauren sarah laura maria
  anna natalie rachel rebecca stephanie danielle melissa patricia elizabeth victoria alexandra alexander alexis andrea angela barbara
  caroline christian christopher daniela eduardo fernando francisco gabriel gabriela heather jackson jasmine justin kevin kimberly
  martin martina mercedes miguel morgan nathan nicholas oliver pablo patrick peter philip ricardo roberto samuel sebastian stefan
  steven taylor tiffany tyler vanessa vincent walter babygirl babyboy baby girl boy mommy daddy mother father family friend friends
  brother sister forever together summer winter spring autumn sommer january february march april may june july august september
  october november december monday friday sunday computer internet windows microsoft google facebook samsung nokia apple123 iphone
  android linux ubuntu server system network database oracle cisco hacker matrix starwars startrek pokemon pikachu naruto minecraft
  fortnite nintendo playstation xbox zelda mario sonic superman batman spiderman ironman wolverine avatar gandalf merlin hobbit
  harrypotter potter disney mickey minnie snoopy garfield scooby simpsons metallica slipknot nirvana greenday eminem rockstar guitar
  music dance dancer singer hunter ranger soldier marine police killer maverick corvette mustang ferrari porsche bmw mercedes toyota
  honda yamaha harley hotrod diesel camaro jaguar money dollar rich lucky winner champion genius wizard magic mystery phoenix thunder
  lightning storm hurricane ocean island beach river mountain forest diamond silver golden gold crystal purple yellow green blue black
  white orange1 pink red sexy hottie cutie fuckyou fuckme asshole bitch biteme pussy fuck nothing nopass none blank abc abcd abcdef
  abcdefg abcdefgh abcabc aaa aaaaaa xxx xxxxxx zzzzzz samsung1 company office manager business sales support service public private
  demo sample example temp temporary oracle1 mysql postgres jesus christ church faith blessed god angel1 peace hope smile happy
  sunshine1 crazy cool awesome perfect beautiful pretty super power energy atomic scorpion aquarius gemini taurus virgo libra leo`

const ENDINGS = `1 2 3 4 5 6 7 8 9 0 01 02 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 33 44 55 66 69 77 88 99 00
  007 100 101 111 112 121 123 222 321 333 420 555 666 777 888 911 999 1111 1212 1234 2000 12345 123456 1234567 12345678 123456789`

const KEYS = [
  '1234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
]

const reversed = (text: string): string => Array.from(text).toReversed().join('')

function* runsOf(keys: string): Generator<string> {
  for (let from = 0; from < keys.length; from += 1) {
    for (let to = from + 4; to <= keys.length; to += 1) yield keys.slice(from, to)
  }
}

const splitWords = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

const WORD_SET = splitWords(WORDS)
const ENDING_SET = splitWords(ENDINGS)

const ROWS = ['1q2w3e4r5t6y', '1qaz2wsx3edc4rfv', 'q1w2e3r4t5y6', 'a1b2c3d4e5f6', 'zaq12wsxcde3']

function collectRuns(): ReadonlySet<string> {
  const found = new Set<string>()
  for (const keys of KEYS) {
    for (const run of runsOf(keys)) for (const known of [run, reversed(run), run + run]) found.add(known)
  }
  for (const row of ROWS) for (let to = 4; to <= row.length; to += 1) found.add(row.slice(0, to))
  return found
}

const RUNS = collectRuns()

const isUsualEnding = (digits: string): boolean =>
  digits === '' || ENDING_SET.has(digits) || /^(?:19[5-9]|20[0-3])\d$/.test(digits)

/** Whether a password, in lower case, is among the most frequent ones, or one short text over and over. */
export function isCommonPassword(lower: string): boolean {
  if (WORD_SET.has(lower) || RUNS.has(lower) || /^(.{1,4})\1+$/su.test(lower)) return true
  const [, word = '', digits = ''] = /^(.*?)(\d*)$/s.exec(lower) ?? []
  return isUsualEnding(digits) && (WORD_SET.has(word) || RUNS.has(word))
}
