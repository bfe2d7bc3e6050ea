// The one door: the host starts an execution with a text and gets a text when it has answered. Timers that are left then go with it;
// questions that are open are answered, and what follows from them is done, before the next execution begins.
;(function entry() {
  'use strict'
  const { __state: state, __fire: fire, __answer: answer, __ask: ask, __words: words, __frozen: frozen } = globalThis
  const carried = globalThis.__carried

  // What ended it lies outside of every script, or is more than can be carried: nobody may take it for a yes.
  const failure = (error) => ({ outcome: 'failed', message: words(error), steps: told() })

  // JSON of what the program has answered, as that is in this moment: what scripts do later is not heard.
  let outcome
  // Whether the lines of its steps stand beside it.
  let isBrief = false

  const end = (answered) => {
    state.timers.clear()
    state.settle = undefined
    isBrief = answered.ends !== undefined
    try {
      outcome = carried(answered)
    } catch (error) {
      outcome = carried(failure(error))
    }
  }

  const crash = (error) => end(failure(error))

  /** The outcome; undefined while there is none. Among the lines beside it are those that promises wrote at last. */
  const result = () => {
    if (outcome === undefined) return undefined
    const lines = isBrief && state.hasLines ? carried(state.steps.map((step) => step.lines)) : undefined
    const text = lines === undefined ? outcome : `${outcome.slice(0, -1)},"lines":${lines}}`
    outcome = undefined
    state.steps = []
    return text
  }

  // What the inputs of many executions share is read once, and frozen. Only of a context, which scripts change, every execution gets
  // objects of its own: JSON is an expression, and evaluating it again takes a third of parsing it again. No script ever gets hold of
  // what makes them.
  const MOST_KEPT = 64
  const kept = new Map()
  const NOTHING = Object.freeze({ shared: Object.freeze({}), context: () => undefined })
  const maker = (context) => {
    const text = JSON.stringify(context)
    // Such a member would become the prototype.
    return text === undefined || text.includes('"__proto__"')
      ? () => text && JSON.parse(text)
      : (0, eval)(`(() => (${text}))`)
  }
  const lastingBy = (number) => {
    if (number === 0) return NOTHING
    let lasting = kept.get(number)
    if (!lasting) {
      if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value)
      const { context, ...shared } = JSON.parse(ask('lasting'))
      kept.set(number, (lasting = { shared: frozen(shared), context: maker(context) }))
    }
    return lasting
  }

  /** `lasting`: number of what the input shares with others, or 0. `document`: of the input, what the program reads by itself, as JSON. */
  const starting = (program) => (text, lasting, document) => {
    state.lines = []
    state.hasLines = false
    state.steps = []
    state.timers.clear()
    state.waiting.clear()
    state.modules.clear()
    // The one thing that scripts can set on what they share.
    Error.prepareStackTrace = undefined
    try {
      const ending = program(JSON.parse(text), lastingBy(lasting), document)
      if (ending instanceof Promise) ending.then(end, crash)
      else end(ending)
    } catch (error) {
      crash(error)
    }
  }

  // An error in a timer or an answer belongs to the script that is running, not to whoever calls.
  const attributed =
    (work) =>
    (...values) => {
      try {
        work(...values)
      } catch (error) {
        state.settle?.(error ?? new Error(String(error)))
      }
    }

  // Asked when an execution is stopped: what there is of it to be told.
  const told = () =>
    state.steps.map(({ id, name, lines, started_at, ended_at = Date.now() }) => ({
      id,
      name,
      lines,
      changes: [],
      commands: [],
      started_at,
      ended_at,
    }))
  const steps = () => JSON.stringify(told())

  const { __rules: rules, __actions: actions, __hook: hook } = globalThis
  const started = { rules: starting(rules), actions: starting(actions), hook: starting(hook) }
  const door = { ...started, result, steps, fire: attributed(fire), answer: attributed(answer) }
  globalThis.__lockdown()
  globalThis.__harden(globalThis.__require)
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (name.startsWith('__') && name !== '__door') delete globalThis[name]
  globalThis.__door = door
})()
