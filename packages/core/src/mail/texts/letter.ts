// What a mail says when the tenant has no template of its own. `{tenant}`, `{application}`, `{email}`, `{lifetime}`, `{ip}`,
// `{inviter}`, `{organization}` and `{connection}` are filled in, and of jobs `{job}`, `{reason}`, `{total}`, `{inserted}`, `{updated}`, `{failed}`.

export type Letter = {
  readonly subject: string
  readonly title: string
  readonly paragraphs: readonly string[]
  /** What stands on the button; absent: there is no link in it. */
  readonly button?: string
}

export type MailTexts = {
  readonly verify_email: Letter
  readonly reset_email: Letter
  readonly welcome_email: Letter
  readonly blocked_account: Letter
  readonly password_reset: Letter
  readonly user_invitation: Letter
  /** From an administrator to see whether mails arrive. */
  readonly test_email: Letter
  /** To those who run the tenant, when an import of users has ended. */
  readonly users_import_completed: Letter
  readonly users_import_failed: Letter
  /** Above the address of the button, for who cannot press it. */
  readonly otherwise: string
  /** Why there is this mail, and what to do when it was not asked for. */
  readonly ignore: string
  readonly support: string
}
