// The one door: the host starts an execution with a text and gets a text when it is over. What is left of an execution when it
// ends (timers, questions) goes with it.
;(function entry() {
  'use strict'
  const { __state: state, __fire: fire, __answer: answer, __ask: ask } = globalThis
  const programs = { rules: globalThis.__rules, actions: globalThis.__actions, hook: globalThis.__hook }

  const end = (result) => {
    state.timers.clear()
    state.waiting.clear()
    state.settle = undefined
    ask('end', result)
    state.steps = []
  }

  const start = (text) => {
    const { program, input } = JSON.parse(text)
    state.lines = []
    state.steps = []
    programs[program](input).then(end, (error) =>
      end({ outcome: 'failed', message: String(error && error.message), steps: [] }),
    )
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
  const steps = () =>
    JSON.stringify(
      state.steps.map(({ id, name, lines, started_at, ended_at }) => ({ id, name, lines, started_at, ended_at })),
    )

  const door = { steps, start, fire: attributed(fire), answer: attributed(answer) }
  globalThis.__lockdown()
  globalThis.__harden(globalThis.__require)
  for (const name of Object.getOwnPropertyNames(globalThis))
    if (name.startsWith('__') && name !== '__door') delete globalThis[name]
  globalThis.__door = door
})()
