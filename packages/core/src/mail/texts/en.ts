import type { MailTexts } from './letter.ts'

export const EN: MailTexts = {
  verify_email: {
    subject: 'Verify your email address for {tenant}',
    title: 'Verify your email address',
    paragraphs: [
      'You signed up at {tenant} with {email}. Please confirm that this address is yours.',
      'The link works for {lifetime}.',
    ],
    button: 'Verify email address',
  },
  reset_email: {
    subject: 'Reset your password for {tenant}',
    title: 'Choose a new password',
    paragraphs: [
      'Somebody, hopefully you, asked for a new password for {email} at {tenant}.',
      'The link works once, for {lifetime}.',
    ],
    button: 'Choose a new password',
  },
  welcome_email: {
    subject: 'Welcome to {tenant}',
    title: 'Welcome to {tenant}',
    paragraphs: ['Your account for {email} is ready. It is good to have you with us.'],
  },
  blocked_account: {
    subject: 'Your account at {tenant} has been blocked',
    title: 'We have blocked your account',
    paragraphs: [
      'Somebody entered a wrong password for {email} too many times, from the address {ip}. To protect you we let nobody in from there.',
      'If it was you, you can release your account with this link. If not, you do not have to do anything; a better password never hurts.',
    ],
    button: 'Release my account',
  },
  password_reset: {
    subject: 'Your password at {tenant} has been changed',
    title: 'Your password has been changed',
    paragraphs: [
      'The password for {email} at {tenant} has just been changed. If it was not you, ask for a new one now.',
    ],
  },
  user_invitation: {
    subject: 'Join {organization} at {tenant}',
    title: 'You have been invited to {organization}',
    paragraphs: [
      '{inviter} invites you to join {organization} at {application}.',
      'The link works once, for {lifetime}.',
    ],
    button: 'Accept the invitation',
  },
  test_email: {
    subject: 'Test mail from {tenant}',
    title: 'It works',
    paragraphs: ['This mail went the way on which mails of {tenant} go.'],
  },
  users_import_completed: {
    subject: 'The import of users at {tenant} is done',
    title: 'The import of users is done',
    paragraphs: [
      'Of {total} rows for {connection} {inserted} became users, {updated} changed one, and {failed} were left out.',
      'What was wrong with those that were left out is in the errors of the job {job}.',
    ],
  },
  users_import_failed: {
    subject: 'The import of users at {tenant} has failed',
    title: 'The import of users has failed',
    paragraphs: ['The job {job}, an import of users into {connection}, could not be done: {reason}'],
  },
  otherwise: 'If the button does not work, open this address in your browser:',
  ignore: 'You can ignore this mail if you have not asked for it.',
  support: 'Questions? Write to {support}.',
}
