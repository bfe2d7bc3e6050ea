// slack-notify: messages to the webhook of a Slack channel.
'use strict'
const request = require('request')

const DEFAULTS = {
  send: {},
  alert: { channel: '#alerts', icon_emoji: ':warning:', username: 'Alert' },
  bug: { channel: '#bugs', icon_emoji: ':bomb:', username: 'Bug' },
  note: { channel: '#alerts', icon_emoji: ':bulb:', username: 'Note' },
  success: { channel: '#alerts', icon_emoji: ':trophy:', username: 'Hoorah' },
}

const fieldsOf = (fields = {}) =>
  Object.entries(fields).map(([title, value]) => ({ title, value, short: String(value).length < 25 }))

const messageOf = (said, defaults) => {
  const { fields, attachments, ...message } = typeof said === 'string' ? { text: said } : said
  const listed = fields ? [{ fallback: 'Alert details', fields: fieldsOf(fields) }] : undefined
  const all = attachments ?? listed
  return { ...defaults, ...message, ...(all ? { attachments: all } : {}) }
}

module.exports = (url) => {
  if (!url) throw new Error('Slack webhook URL missing')
  const notify =
    (defaults) =>
    (said, done = () => {}) =>
      request.post(url, { form: { payload: JSON.stringify(messageOf(said, defaults)) } }, (error, response) => {
        if (error) return done(error)
        done(response.statusCode === 200 ? null : new Error(String(response.body)))
      })
  const named = Object.fromEntries(Object.entries(DEFAULTS).map(([name, defaults]) => [name, notify(defaults)]))
  return { ...named, extend: (defaults) => notify(typeof defaults === 'string' ? { channel: defaults } : defaults) }
}
