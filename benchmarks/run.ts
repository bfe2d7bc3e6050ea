// benchmarks: how fast Symbolon is beside what the machine can do at most and beside its peers. See README.md.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { chooseCores } from './machine/cores.ts'
import { measureClientCredentials } from './measure/client-credentials.ts'
import { measureExplain } from './measure/explain.ts'
import { measureFirstToken } from './measure/first-token.ts'
import { measureImports } from './measure/imports.ts'
import { measureLogins } from './measure/logins.ts'
import { measureMemory } from './measure/memory.ts'
import { measureCodeFlow, measureRefresh, measureUserinfo } from './measure/people.ts'
import { measureReads } from './measure/reads.ts'
import { measureRules } from './measure/rules.ts'
import { measureRulesRefresh } from './measure/rules-refresh.ts'
import { measureRulesSpin } from './measure/rules-spin.ts'
import { measureSearch } from './measure/search.ts'
import type { Section } from './measure/section.ts'
import { quick, thorough } from './measure/settings.ts'
import type { Settings } from './measure/settings.ts'
import { measureSize } from './measure/size.ts'
import { measureTwoCores } from './measure/two-cores.ts'
import { measureTwoProcesses } from './measure/two-processes.ts'
import { measureValidator } from './measure/validator.ts'
import { describeLimits, describeMachine, sectionText, summaryText } from './report.ts'

/** What is measured, in this order. */
const questions: Readonly<Record<string, (settings: Settings) => Promise<Section>>> = {
  'cc-rs256': (settings) => measureClientCredentials('RS256', settings),
  'cc-es256': (settings) => measureClientCredentials('ES256', settings),
  'code-es256': (settings) => measureCodeFlow('ES256', settings),
  'code-rs256': (settings) => measureCodeFlow('RS256', settings),
  'refresh-es256': (settings) => measureRefresh('ES256', settings),
  'refresh-rs256': (settings) => measureRefresh('RS256', settings),
  userinfo: measureUserinfo,
  logins: measureLogins,
  rules: measureRules,
  'rules-refresh': measureRulesRefresh,
  'rules-spin': measureRulesSpin,
  explain: measureExplain,
  start: measureFirstToken,
  memory: measureMemory,
  imports: measureImports,
  size: measureSize,
  'two-cores': measureTwoCores,
  'two-processes': measureTwoProcesses,
  validator: measureValidator,
  reads: measureReads,
  search: measureSearch,
  // It brings a bundler and a browser's driver, whose hundred megabytes would stand in the memory that `rules` measures.
  'login-box': async (settings) => (await import('./measure/login-box.ts')).measureLoginBox(settings),
}

const usage = `npm run bench -- [--quick] [--people NUMBER] [--only ${Object.keys(questions).join(',')}] [--json FILE]`

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean' },
        people: { type: 'string' },
        only: { type: 'string' },
        json: { type: 'string' },
      },
    })
    const names = values.only?.split(',') ?? Object.keys(questions)
    const unknown = names.find((name) => !(name in questions))
    if (unknown !== undefined) throw new Error(`Nothing is called ${unknown}.`)
    const { people } = values
    if (people !== undefined && !/^[1-9]\d{3,6}$/.test(people))
      throw new Error('--people must be a whole number from 1000.')
    return { names, quick: values.quick ?? false, people, json: values.json }
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`, { cause: error })
  }
}

async function main(): Promise<void> {
  const options = readOptions()
  const cores = chooseCores()
  const settings: Settings = {
    ...(options.quick ? quick : thorough),
    ...(options.people === undefined ? {} : { people: Number(options.people) }),
    cores,
  }
  const machine = describeMachine(cores)
  const limits = describeLimits(cores)
  console.log(
    [machine, ...limits, ...(options.quick ? ['Quick run: it works; the figures mean little.'] : []), ''].join('\n'),
  )

  const sections: Section[] = []
  const write = (): void => {
    if (options.json === undefined) return
    writeFileSync(
      options.json,
      `${JSON.stringify({ machine, limits, quick: options.quick, sections }, undefined, 2)}\n`,
    )
  }
  for (const name of options.names) {
    const section = await questions[name]?.(settings)
    if (section === undefined) continue
    sections.push(section)
    console.log(sectionText(section))
    write()
  }
  console.log(summaryText(sections))
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
