import type { MailTexts } from './letter.ts'

export const DE: MailTexts = {
  verify_email: {
    subject: 'Bestätigen Sie Ihre E-Mail-Adresse für {tenant}',
    title: 'Bestätigen Sie Ihre E-Mail-Adresse',
    paragraphs: [
      'Sie haben sich bei {tenant} mit {email} registriert. Bitte bestätigen Sie, dass diese Adresse Ihnen gehört.',
      'Der Link gilt {lifetime}.',
    ],
    button: 'E-Mail-Adresse bestätigen',
  },
  reset_email: {
    subject: 'Neues Passwort für {tenant}',
    title: 'Wählen Sie ein neues Passwort',
    paragraphs: [
      'Jemand, hoffentlich Sie selbst, hat für {email} bei {tenant} ein neues Passwort angefordert.',
      'Der Link gilt einmal, und zwar {lifetime}.',
    ],
    button: 'Neues Passwort wählen',
  },
  welcome_email: {
    subject: 'Willkommen bei {tenant}',
    title: 'Willkommen bei {tenant}',
    paragraphs: ['Ihr Konto für {email} ist eingerichtet. Schön, dass Sie da sind.'],
  },
  blocked_account: {
    subject: 'Ihr Konto bei {tenant} wurde gesperrt',
    title: 'Wir haben Ihr Konto gesperrt',
    paragraphs: [
      'Für {email} wurde von der Adresse {ip} aus zu oft ein falsches Passwort eingegeben. Zu Ihrem Schutz lassen wir von dort niemanden mehr hinein.',
      'Waren Sie es selbst, können Sie Ihr Konto mit diesem Link freigeben. Andernfalls müssen Sie nichts tun; ein besseres Passwort schadet nie.',
    ],
    button: 'Konto freigeben',
  },
  password_reset: {
    subject: 'Ihr Passwort bei {tenant} wurde geändert',
    title: 'Ihr Passwort wurde geändert',
    paragraphs: [
      'Das Passwort für {email} bei {tenant} wurde soeben geändert. Waren Sie es nicht, fordern Sie jetzt ein neues an.',
    ],
  },
  user_invitation: {
    subject: 'Einladung zu {organization} bei {tenant}',
    title: 'Einladung zu {organization}',
    paragraphs: [
      '{inviter} lädt Sie ein, {organization} bei {application} beizutreten.',
      'Der Link gilt einmal, und zwar {lifetime}.',
    ],
    button: 'Einladung annehmen',
  },
  test_email: {
    subject: 'Testmail von {tenant}',
    title: 'Es funktioniert',
    paragraphs: ['Diese E-Mail ging den Weg, den E-Mails von {tenant} gehen.'],
  },
  users_import_completed: {
    subject: 'Der Import von Benutzern in {tenant} ist fertig',
    title: 'Der Import von Benutzern ist fertig',
    paragraphs: [
      'Von {total} Zeilen für {connection} wurden {inserted} zu Benutzern, {updated} änderten einen, und {failed} wurden ausgelassen.',
      'Was mit den ausgelassenen nicht stimmte, steht in den Fehlern des Auftrags {job}.',
    ],
  },
  users_import_failed: {
    subject: 'Der Import von Benutzern in {tenant} ist gescheitert',
    title: 'Der Import von Benutzern ist gescheitert',
    paragraphs: [
      'Der Auftrag {job}, ein Import von Benutzern nach {connection}, konnte nicht erledigt werden: {reason}',
    ],
  },
  otherwise: 'Falls die Schaltfläche nicht funktioniert, öffnen Sie diese Adresse im Browser:',
  ignore: 'Wenn Sie diese Nachricht nicht angefordert haben, können Sie sie ignorieren.',
  support: 'Fragen? Schreiben Sie an {support}.',
}
