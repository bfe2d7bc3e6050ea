// What is said about mail.
import type { Said } from '../../texts/index.ts'

export const MAIL = {
  none: {
    en: 'Mails go the way of the installation (SYMBOLON_MAIL). With a mail server of its own, the tenant’s go through that.',
    de: 'E-Mails gehen den Weg der Installation (SYMBOLON_MAIL). Mit einem eigenen Mailserver gehen die des Mandanten über diesen.',
  },
  other: {
    en: 'The provider {name} is kept, and is not spoken here: mails go the way of the installation.',
    de: 'Der Anbieter {name} ist gespeichert, wird hier aber nicht gesprochen: E-Mails gehen den Weg der Installation.',
  },
  server: { en: 'Mail server of its own (SMTP)', de: 'Eigener Mailserver (SMTP)' },
  enabled: { en: 'Use it', de: 'Benutzen' },
  host: { en: 'Host', de: 'Host' },
  port: { en: 'Port', de: 'Port' },
  portHint: { en: '465 speaks TLS from the first byte.', de: '465 spricht TLS vom ersten Byte an.' },
  user: { en: 'User', de: 'Benutzer' },
  password: { en: 'Password', de: 'Passwort' },
  passwordHint: {
    en: 'It is kept sealed and never shown. Type it again to change host, port or user.',
    de: 'Es wird versiegelt aufbewahrt und nie gezeigt. Zum Ändern von Host, Port oder Benutzer neu eingeben.',
  },
  passwordAgain: { en: 'Type the password again.', de: 'Gib das Passwort noch einmal ein.' },
  from: { en: 'Sender', de: 'Absender' },
  test: { en: 'Send a test mail', de: 'Testmail senden' },
  testTo: { en: 'To', de: 'An' },
  testHint: {
    en: 'Goes the way that is saved, at once; what the mail server says is shown here.',
    de: 'Geht sofort den gespeicherten Weg; was der Mailserver sagt, steht dann hier.',
  },
  testSent: {
    en: 'The mail server has taken the mail to {to}.',
    de: 'Der Mailserver hat die E-Mail an {to} angenommen.',
  },
  remove: { en: 'Remove this mail server', de: 'Diesen Mailserver entfernen' },
  removeHint: {
    en: 'Mails go the way of the installation again.',
    de: 'E-Mails gehen wieder den Weg der Installation.',
  },
} as const satisfies Readonly<Record<string, Said>>
