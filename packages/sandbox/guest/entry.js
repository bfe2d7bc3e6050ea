// The one door: the host starts an execution with a text and gets a text when it is over. What is left of an execution when it
// ends (timers, questions) goes with it.
;(function entry() {
  'use strict'
  const { __state: state, __fire: fire, __answer: answer, __ask: ask, __words: words } = globalThis
  const programs = { rules: globalThis.__rules, actions: globalThis.__actions, hook: globalThis.__hook }

  const end = (result) => {
    state.timers.clear()
    state.waiting.clear()
    state.settle = undefined
    try {
      ask('end', result)
    } catch (error) {
      fail(error)
    }
    state.steps = []
  }

  // What ended it lies outside of every script, or is more than can be carried: nobody may take it for a yes.
  const fail = (error) => ask('end', { outcome: 'failed', message: words(error), steps: told() })

  const start = (text) => {
    const { program, input } = JSON.parse(text)
    state.lines = []
    state.steps = []
    programs[program](input).then(end, (error) => {
      state.timers.clear()
      state.waiting.clear()
      fail(error)
    })
  }

  // An error in a timer or an answer belongs to the script that is running, not to whoever calls.
  const attributed =
    (work) =>
    (...values) => {
      try {
        work(...values)
      } catch (error) {
        state.settle?.(error)
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

  const door = { steps, start, fire: attributed(fire), answer: attributed(answer) }
  globalThis.__lockdown()
  globalThis.__harden(globalThis.__require)
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (name.startsWith('__') && name !== '__door') delete globalThis[name]
  globalThis.__door = door
})()
